import type { Condition } from '#libs/conditions';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type SegmentKind = 'dynamic' | 'static';
export type SegmentStatus = 'building' | 'ready';

@Entity('segments')
export class SegmentEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text' })
  slug: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  /** `#rrggbb`. */
  @Column({ type: 'text', nullable: true })
  color: string | null;

  /** What it is filed under in lists. */
  @Column({ type: 'text', nullable: true })
  folder: string | null;

  /** The user to ask about it. */
  @Column({ type: 'bigint', name: 'owner_id', nullable: true })
  ownerId: number | null;

  @Column({ type: 'text' })
  kind: SegmentKind;

  /** Of a dynamic segment; null for a static one. */
  @Column({ type: 'jsonb', nullable: true })
  condition: Condition | null;

  /** The dimensions of the change log that can change who is in. */
  @Column({ type: 'text', array: true })
  reads: string[];

  /** Passing time can change who is in. */
  @Column({ type: 'boolean' })
  relative: boolean;

  @Column({ type: 'text' })
  status: SegmentStatus;

  /** Counts the edits of the condition. */
  @Column({ type: 'integer' })
  revision: number;

  /** The revision that the membership belongs to; null before the first build. */
  @Column({ type: 'integer', name: 'built_revision', nullable: true })
  builtRevision: number | null;

  @Column({ type: 'boolean' })
  refreshing: boolean;

  /** Null until members are known. */
  @Column({ type: 'timestamptz', name: 'first_built_at', nullable: true })
  firstBuiltAt: Date | null;

  /** Of the build that is under way. */
  @Column({ type: 'timestamptz', name: 'build_started_at', nullable: true })
  buildStartedAt: Date | null;

  /** How long the last build took. */
  @Column({ type: 'integer', name: 'build_ms', nullable: true })
  buildMs: number | null;

  /** Why the last build failed; null when it did not. */
  @Column({ type: 'text', name: 'build_error', nullable: true })
  buildError: string | null;

  /** What the database itself said of it. */
  @Column({ type: 'text', name: 'build_error_detail', nullable: true })
  buildErrorDetail: string | null;

  /** How many builds have failed in a row. */
  @Column({ type: 'integer', name: 'build_failures' })
  buildFailures: number;

  /** When a build that failed is tried again. */
  @Column({ type: 'timestamptz', name: 'build_retry_at', nullable: true })
  buildRetryAt: Date | null;

  /** Until when the passing of time has been applied. */
  @Column({ type: 'timestamptz', name: 'judged_until', nullable: true })
  judgedUntil: Date | null;

  /** The members have been judged after so many changes of the organisation's time zone, at least. */
  @Column({ type: 'integer', name: 'zone_revision' })
  zoneRevision: number;

  /** Counts all edits, for If-Match. */
  @Column({ type: 'integer' })
  version: number;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt: Date;

  @Column({ type: 'timestamptz', name: 'archived_at', nullable: true })
  archivedAt: Date | null;
}
