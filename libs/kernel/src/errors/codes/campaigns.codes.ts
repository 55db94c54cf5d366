import { defineErrors } from '../error-kinds.js';

export const campaignsCodes = defineErrors({
  'campaign.not_found': { kind: 'not_found', meaning: 'No campaign has this id.' },
  'campaign.invalid': { kind: 'invalid', meaning: 'The campaign refers to something that is not there or not usable.' },
  'campaign.status': { kind: 'conflict', meaning: 'The campaign is in a state in which this is not possible.' },
  'campaign.paused': { kind: 'conflict', meaning: 'The campaign is paused. Resume it instead of starting it.' },
  'campaign.stale': { kind: 'stale', meaning: 'Somebody changed the campaign meanwhile. Load it again.' },
  'campaign.round_open': {
    kind: 'conflict',
    meaning: 'Another round of the campaign is scheduled or under way. Wait until it is done, or take it back.',
  },
  'campaign.round_empty': { kind: 'conflict', meaning: 'There is nobody whom this round would be for.' },
  'campaign.round_not_found': { kind: 'not_found', meaning: 'No round of this number waits for its start.' },
  'campaign.domain_unverified': {
    kind: 'conflict',
    meaning: 'The DNS of the sender’s domain is not complete. See Settings → Senders, or allow unverified domains.',
  },
  'campaign.subject_incomplete': {
    kind: 'conflict',
    meaning:
      'The subject shows a value of an event without a fallback, and a campaign has no event: nobody would get the mail.',
  },
  'campaign.template_unpublished': {
    kind: 'conflict',
    meaning: 'The template has no published version yet. Correct its errors and publish it.',
  },
});
