import type { EntityClass } from '#libs/db';
import { SegmentEntity } from './segment.entity.js';

export { segment } from './conditions/segment/segment.condition.js';
export { SegmentsConsumer } from './live/segments.consumer.js';
export { SegmentDifferences, type SegmentDifference } from './changes/segment-differences.service.js';
export { guideCsv, guideMarkdown } from './guide/guide-text.js';
export { SegmentGuide } from './guide/segment-guide.service.js';
export { SegmentHistory, type HistoryEntry } from './history/segment-history.service.js';
export { SegmentSizes, type DaySize } from './history/segment-sizes.js';
export { ContactSegments, type ExplainedSegment } from './members/contact-segments.service.js';
export { SegmentImportList } from './members/segment-import-list.js';
export { SegmentMembers, type Explanation, type Member } from './members/segment-members.service.js';
export { SegmentTrial } from './members/segment-trial.service.js';
export { StaticMembers } from './members/static-members.service.js';
export { SegmentPreviews, type SegmentPreview } from './preview/segment-preview.service.js';
export { SegmentRefresh } from './refresh/segment-refresh.service.js';
export { ZoneChange } from './refresh/zone-change.service.js';
export { SegmentEntity, type SegmentKind, type SegmentStatus } from './segment.entity.js';
export { SLUG_PATTERN } from './segment-slug.js';
export { SegmentArchive } from './segment-archive.service.js';
export { type SavedSegment, type SegmentFolder, type SegmentView, type UsedSegment } from './segment-view.js';
export { SegmentsContactOwner } from './segments.contact-owner.js';
export { SegmentsModule } from './segments.module.js';
export { SegmentsService, type NewSegment, type SegmentChanges } from './segments.service.js';
export { SegmentVersions, type SegmentVersion } from './versions/segment-versions.service.js';

export const SEGMENTS_ENTITIES: readonly EntityClass[] = [SegmentEntity];
