import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { AutomationDocument } from '../definition/automation-definition.js';

/** What runs. A published version never changes. */
@Entity('automation_versions')
export class AutomationVersionEntity {
  @PrimaryColumn({ name: 'automation_id', type: 'bigint' })
  automationId: number;

  @PrimaryColumn({ type: 'integer' })
  version: number;

  @Column({ type: 'jsonb' })
  definition: AutomationDocument;

  @Column({ name: 'published_by', type: 'bigint', nullable: true })
  publishedBy: number | null;

  @CreateDateColumn({ name: 'published_at', type: 'timestamptz' })
  publishedAt: Date;
}
