import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../roles.js';

@Entity('api_keys')
export class ApiKey {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text' })
  name: string;

  /** The first characters of the key, to tell keys apart. */
  @Column({ type: 'text' })
  prefix: string;

  /** SHA-256 of the key, which has at least 256 random bits when Tidings makes it. */
  @Column({ type: 'bytea', name: 'key_hash', select: false })
  keyHash: Buffer;

  @Column({ type: 'text' })
  role: Role;

  /** Requests per minute; null = no limit. */
  @Column({ type: 'integer', name: 'rate_limit', nullable: true })
  rateLimit: number | null;

  @Column({ type: 'bigint', name: 'created_by', nullable: true })
  createdBy: number | null;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
