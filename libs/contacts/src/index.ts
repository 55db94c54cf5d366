export { appendChanges, CHANGE_SHARDS } from './changes/append-changes.js';
export { type ContactChange, type Dimension, type NewContactChange } from './changes/contact-change.js';
export { CHANGE_CONSUMERS, type ChangeConsumer } from './ports/change-consumer.port.js';
export {
  CONTACT_OWNERS,
  type ContactOwner,
  type TimelineCursor,
  type TimelineEntry,
} from './ports/contact-owner.port.js';
