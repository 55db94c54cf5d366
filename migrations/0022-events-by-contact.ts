import type { Migration } from '#libs/db';

/**
 * Two indexes know contact, name and time of an event, and to the planner they are equal wherever it takes the event
 * for rare: it does so with every name that is newer than its statistics. Then it would look for one contact's events
 * among all events of that name. An index answers only comparisons under its own collation, so this one has one of its
 * own, and whoever asks for a contact's events says `name COLLATE "C"` (the same order, byte by byte).
 */
export const eventsByContact: Migration = {
  name: '0022-events-by-contact',
  up: `
DROP INDEX events_contact;
CREATE INDEX events_contact ON events (contact_id, name COLLATE "C", occurred_at);
`,
  down: `
DROP INDEX events_contact;
CREATE INDEX events_contact ON events (contact_id, name, occurred_at);
`,
};
