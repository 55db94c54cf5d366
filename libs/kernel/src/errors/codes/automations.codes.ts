import { defineErrors } from '../error-kinds.js';

export const automationsCodes = defineErrors({
  'automation.not_found': {
    kind: 'not_found',
    meaning: 'There is no automation with this id. It may have been deleted.',
  },
  'automation.invalid': {
    kind: 'invalid',
    meaning: 'The automation can not be saved or published as it is. Each problem is listed with its path.',
  },
  'automation.archived': {
    kind: 'conflict',
    meaning: 'The automation is archived and can not be changed. Make a new one from its document.',
  },
  'automation.not_published': {
    kind: 'conflict',
    meaning: 'The automation has never been published. Publish it first.',
  },
  'automation.no_version': {
    kind: 'not_found',
    meaning: 'The automation was never published with this version number.',
  },
  'automation.not_live': {
    kind: 'conflict',
    meaning: 'Nobody can enter while the automation is not live. Publish or resume it first.',
  },
  'automation.topic_missing': {
    kind: 'conflict',
    meaning: 'The topic of the automation was deleted. Choose another and publish again.',
  },
  'hook.closed': { kind: 'not_found', meaning: 'No published automation takes calls at this address.' },
  'hook.busy': {
    kind: 'rate_limited',
    meaning: 'Too many calls of this hook at once. Wait a moment and send it again.',
  },
  'hook.no_contact': {
    kind: 'invalid',
    meaning: 'The body has no email where the trigger of the automation expects it.',
  },
  'automation.simulation_slow': {
    kind: 'unavailable',
    meaning: 'The simulation took too long and was given up; nothing was changed. Try again in a moment.',
  },
  'automation.backfill_slow': {
    kind: 'unavailable',
    meaning:
      'Finding out who is there already took too long and was given up; this call took nobody in. Try again in a moment.',
  },
  'enrolment.not_found': { kind: 'not_found', meaning: 'There is no enrolment with this id in this automation.' },
});
