import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** How a sender's mail leaves: an entry of the transport registry and its settings. */
export interface TransportSetting {
  readonly type: string;
  readonly settings: Record<string, unknown>;
}

@Entity('senders')
export class SenderEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: number;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  email: string;

  @Column({ name: 'reply_to', type: 'text', nullable: true })
  replyTo: string | null;

  @Column({ name: 'postal_address', type: 'text', nullable: true })
  postalAddress: string | null;

  @Column({ type: 'jsonb', nullable: true })
  transport: TransportSetting | null;

  @Column({ name: 'return_path_domain', type: 'text', nullable: true })
  returnPathDomain: string | null;

  /** Where clicks and opens of its mails go, once a check found that it leads here; the public address when null. */
  @Column({ name: 'tracking_domain', type: 'text', nullable: true })
  trackingDomain: string | null;

  /** How fast its mail may leave, as `sendingLimits` describes it; empty for no limit. */
  @Column({ type: 'jsonb', default: {} })
  limits: Record<string, unknown>;

  @Column({ name: 'is_default', type: 'boolean', default: false })
  isDefault: boolean;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'archived_at', type: 'timestamptz', nullable: true })
  archivedAt: Date | null;
}
