import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** An address that gets no marketing mail, whoever has it. */
@Entity('suppressions')
export class SuppressionEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  /** In the normal spelling. */
  @Column({ type: 'text', unique: true })
  email: string;

  /** `hard_bounce`, `complaint`, `erased`, `manual`, … */
  @Column({ type: 'text' })
  reason: string;

  @Column({ type: 'text', nullable: true })
  source: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
