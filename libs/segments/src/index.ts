import type { EntityClass } from '#libs/db';
import { SegmentEntity } from './segment.entity.js';

export { segment } from './conditions/segment/segment.condition.js';
export { SegmentsConsumer } from './live/segments.consumer.js';
export {
  SegmentMembers,
  type ContactSegment,
  type Explanation,
  type Member,
} from './members/segment-members.service.js';
export { StaticMembers } from './members/static-members.service.js';
export { SegmentPreviews, type SegmentPreview } from './preview/segment-preview.service.js';
export { SegmentRefresh } from './refresh/segment-refresh.service.js';
export { SegmentEntity, type SegmentKind, type SegmentStatus } from './segment.entity.js';
export { SLUG_PATTERN } from './segment-slug.js';
export { type SavedSegment, type SegmentView } from './segment-view.js';
export { SegmentsContactOwner } from './segments.contact-owner.js';
export { SegmentsModule } from './segments.module.js';
export { SegmentsService, type NewSegment, type SegmentChanges } from './segments.service.js';

export const SEGMENTS_ENTITIES: readonly EntityClass[] = [SegmentEntity];
