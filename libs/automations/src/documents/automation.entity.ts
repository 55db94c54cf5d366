import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { AutomationDocument } from '../definition/automation-definition.js';

export type AutomationStatus = 'draft' | 'live' | 'paused' | 'archived';

@Entity('automations')
export class AutomationEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: number;

  /** The draft's name, kept beside it for lists and search. */
  @Column({ type: 'text' })
  name: string;

  /** What it is filed under in lists; the draft's, too. */
  @Column({ type: 'text', nullable: true })
  folder: string | null;

  @Column({ type: 'text', default: 'draft' })
  status: AutomationStatus;

  /** What is being edited; what runs is a published version. */
  @Column({ type: 'jsonb' })
  draft: AutomationDocument;

  /** Counts the edits of the draft, for If-Match. */
  @Column({ type: 'integer', default: 1 })
  version: number;

  @Column({ name: 'published_version', type: 'integer', nullable: true })
  publishedVersion: number | null;

  @Column({ name: 'created_by', type: 'bigint', nullable: true })
  createdBy: number | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
