export { appendChanges, CHANGE_SHARDS } from './changes/append-changes.js';
export { type ContactChange, type Dimension, type NewContactChange } from './changes/contact-change.js';
export { CHANGE_CONSUMERS, type ChangeConsumer } from './ports/change-consumer.port.js';
export {
  CONTACT_OWNERS,
  type ContactOwner,
  type TimelineCursor,
  type TimelineEntry,
} from './ports/contact-owner.port.js';
export { consent } from './conditions/consent/consent.condition.js';
export { field } from './conditions/field/field.condition.js';
export { tag } from './conditions/tag/tag.condition.js';
