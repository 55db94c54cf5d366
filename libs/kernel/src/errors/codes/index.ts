import { accountsCodes } from './accounts.codes.js';
import { activityCodes } from './activity.codes.js';
import { automationsCodes } from './automations.codes.js';
import { campaignsCodes } from './campaigns.codes.js';
import { conditionsCodes } from './conditions.codes.js';
import { contactsCodes } from './contacts.codes.js';
import { contentCodes } from './content.codes.js';
import { deliveryCodes } from './delivery.codes.js';
import { ledgerCodes } from './ledger.codes.js';
import { recipesCodes } from './recipes.codes.js';
import { requestCodes } from './request.codes.js';
import { salesCodes } from './sales.codes.js';
import { segmentsCodes } from './segments.codes.js';

/** Every code that leaves Tidings, `<noun>.<problem>`. Codes are stable: add, never rename. */
export const ERROR_CODES = {
  ...requestCodes,
  ...accountsCodes,
  ...contactsCodes,
  ...activityCodes,
  ...conditionsCodes,
  ...segmentsCodes,
  ...contentCodes,
  ...ledgerCodes,
  ...deliveryCodes,
  ...campaignsCodes,
  ...automationsCodes,
  ...recipesCodes,
  ...salesCodes,
};

export type ErrorCode = keyof typeof ERROR_CODES;
