import { defineErrors } from '../error-kinds.js';

export const ledgerCodes = defineErrors({});
