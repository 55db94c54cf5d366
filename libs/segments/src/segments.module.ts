import { Module } from '@nestjs/common';
import { AccountsModule } from '#libs/accounts';
import { ConditionsModule } from '#libs/conditions';
import { SegmentsConsumer } from './live/segments.consumer.js';
import { SegmentMembers } from './members/segment-members.service.js';
import { StaticMembers } from './members/static-members.service.js';
import { SegmentPreviews } from './preview/segment-preview.service.js';
import { SegmentRefresh } from './refresh/segment-refresh.service.js';
import { TimePassing } from './refresh/time-passing.js';
import { SegmentsContactOwner } from './segments.contact-owner.js';
import { SegmentsProgress } from './segments-progress.js';
import { SegmentsService } from './segments.service.js';

/** Segments and who is in them. */
@Module({
  imports: [AccountsModule, ConditionsModule],
  providers: [
    SegmentsService,
    SegmentMembers,
    StaticMembers,
    SegmentPreviews,
    SegmentRefresh,
    TimePassing,
    SegmentsConsumer,
    SegmentsContactOwner,
    SegmentsProgress,
  ],
  exports: [
    SegmentsService,
    SegmentMembers,
    StaticMembers,
    SegmentPreviews,
    SegmentRefresh,
    SegmentsConsumer,
    SegmentsContactOwner,
  ],
})
export class SegmentsModule {}
