import { Module } from '@nestjs/common';
import { AccountsModule } from '#libs/accounts';
import { ConditionsModule } from '#libs/conditions';
import { SegmentsConsumer } from './live/segments.consumer.js';
import { SegmentDifferences } from './changes/segment-differences.service.js';
import { SegmentGuide } from './guide/segment-guide.service.js';
import { SegmentHistory } from './history/segment-history.service.js';
import { SegmentSizes } from './history/segment-sizes.js';
import { ContactSegments } from './members/contact-segments.service.js';
import { SegmentImportList } from './members/segment-import-list.js';
import { SegmentMembers } from './members/segment-members.service.js';
import { SegmentTrial } from './members/segment-trial.service.js';
import { SegmentsHousekeeping } from './members/segments-housekeeping.js';
import { StaticMembers } from './members/static-members.service.js';
import { SegmentPreviews } from './preview/segment-preview.service.js';
import { RefreshCancel } from './refresh/refresh-cancel.service.js';
import { SegmentRefresh } from './refresh/segment-refresh.service.js';
import { TimePassing } from './refresh/time-passing.js';
import { ZoneChange } from './refresh/zone-change.service.js';
import { SegmentArchive } from './segment-archive.service.js';
import { SegmentsContactOwner } from './segments.contact-owner.js';
import { SegmentsProgress } from './segments-progress.js';
import { SegmentsService } from './segments.service.js';
import { SegmentVersions } from './versions/segment-versions.service.js';

/** Segments and who is in them. */
@Module({
  imports: [AccountsModule, ConditionsModule],
  providers: [
    SegmentsService,
    SegmentMembers,
    SegmentTrial,
    StaticMembers,
    SegmentsHousekeeping,
    SegmentPreviews,
    SegmentRefresh,
    ZoneChange,
    TimePassing,
    SegmentsConsumer,
    SegmentsContactOwner,
    SegmentsProgress,
    RefreshCancel,
    SegmentImportList,
    SegmentArchive,
    SegmentVersions,
    SegmentDifferences,
    SegmentHistory,
    SegmentSizes,
    SegmentGuide,
    ContactSegments,
  ],
  exports: [
    SegmentsService,
    SegmentMembers,
    SegmentTrial,
    StaticMembers,
    SegmentPreviews,
    SegmentRefresh,
    ZoneChange,
    SegmentsConsumer,
    SegmentsContactOwner,
    SegmentImportList,
    SegmentArchive,
    SegmentVersions,
    SegmentDifferences,
    SegmentHistory,
    SegmentSizes,
    SegmentGuide,
    ContactSegments,
  ],
})
export class SegmentsModule {}
