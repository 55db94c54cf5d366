import { defineErrors } from '../error-kinds.js';

export const activityCodes = defineErrors({
  'event.invalid': { kind: 'invalid', meaning: 'The event has values that are not acceptable. Each is listed.' },
  'event.too_early': { kind: 'invalid', meaning: 'The event is more than 5 minutes ahead of our clock. Check yours.' },
  'event.contact_unknown': { kind: 'invalid', meaning: 'No contact has this id. Use an email or an external_id.' },
});
