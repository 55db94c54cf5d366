import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { TextEncoding } from './csv/text-encoding.js';
import { type ImportMapping, type ImportOptions } from './import-options.js';

export type ImportStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface ImportDialect {
  readonly encoding: TextEncoding;
  readonly delimiter: string;
  readonly newline: '\n' | '\r';
}

/** A file on its way into the database: what it is, how far it is, what became of its rows. */
@Entity('imports')
export class ImportEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text' })
  kind: string;

  @Column({ type: 'text' })
  status: ImportStatus;

  @Column({ name: 'file_name', type: 'text', nullable: true })
  fileName: string | null;

  /** Null once the file has been removed. */
  @Column({ name: 'file_path', type: 'text', nullable: true })
  filePath: string | null;

  @Column({ type: 'jsonb' })
  dialect: ImportDialect;

  @Column({ type: 'jsonb' })
  header: string[];

  @Column({ type: 'jsonb' })
  mapping: ImportMapping;

  @Column({ type: 'jsonb' })
  options: ImportOptions;

  @Column({ name: 'bytes_total', type: 'bigint', default: 0 })
  bytesTotal: number;

  @Column({ name: 'bytes_done', type: 'bigint', default: 0 })
  bytesDone: number;

  /** Rows that are done with, whatever became of them: where a killed import goes on. */
  @Column({ type: 'bigint', default: 0 })
  rows: number;

  @Column({ type: 'bigint', default: 0 })
  created: number;

  @Column({ type: 'bigint', default: 0 })
  updated: number;

  @Column({ type: 'bigint', default: 0 })
  skipped: number;

  @Column({ type: 'bigint', default: 0 })
  failed: number;

  @Column({ name: 'kept_consents', type: 'bigint', default: 0 })
  keptConsents: number;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil: Date | null;

  @Column({ type: 'integer', default: 0 })
  attempt: number;

  @Column({ name: 'created_by', type: 'bigint', nullable: true })
  createdBy: number | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}
