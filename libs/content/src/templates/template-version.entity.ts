import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** What was published, word for word. It never changes: mails that were sent point into its link table. */
@Entity('template_versions')
export class TemplateVersionEntity {
  @PrimaryColumn({ name: 'template_id', type: 'bigint' })
  templateId: number;

  @PrimaryColumn({ type: 'integer' })
  version: number;

  @Column({ type: 'text' })
  subject: string;

  @Column({ type: 'text', nullable: true })
  preheader: string | null;

  @Column({ type: 'text', nullable: true })
  mjml: string | null;

  @Column({ type: 'text', nullable: true })
  html: string | null;

  @Column({ type: 'text', nullable: true })
  text: string | null;

  /** Targets by index, as in signed click links. */
  @Column({ type: 'jsonb', default: () => "'[]'" })
  links: readonly string[];

  @Column({ name: 'created_by', type: 'bigint', nullable: true })
  createdBy: number | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
