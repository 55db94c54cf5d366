import type { Type } from '@nestjs/common';
import { CampaignsProcessor } from './campaigns.processor.js';
import { AutomationsProcessor } from './automations.processor.js';
import { ChangesProcessor } from './changes.processor.js';
import { DeliveryProcessor } from './delivery.processor.js';
import { ImportsProcessor } from './imports.processor.js';
import { MaintenanceProcessor } from './maintenance/maintenance.processor.js';
import type { QueueProcessor } from './queue-processor.js';
import { ReturnsProcessor } from './returns.processor.js';
import { SalesProcessor } from './sales.processor.js';
import { SegmentsProcessor } from './segments.processor.js';
import { TrackingProcessor } from './tracking.processor.js';
import { AudiencesProcessor } from './audiences.processor.js';
import { TimersProcessor } from './timers.processor.js';
import { WebhooksProcessor } from './webhooks.processor.js';

/** One processor per queue; boot fails when a queue has none or two. */
export const PROCESSORS: Type<QueueProcessor>[] = [
  ChangesProcessor,
  ImportsProcessor,
  CampaignsProcessor,
  DeliveryProcessor,
  MaintenanceProcessor,
  AutomationsProcessor,
  SalesProcessor,
  ReturnsProcessor,
  SegmentsProcessor,
  TrackingProcessor,
  TimersProcessor,
  WebhooksProcessor,
  AudiencesProcessor,
];
