import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What somebody wrote down about a contact. */
@Entity('contact_notes')
export class NoteEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ name: 'contact_id', type: 'bigint' })
  contactId: number;

  /** Null when an API key wrote it, or when the user is gone. */
  @Column({ name: 'author_id', type: 'bigint', nullable: true })
  authorId: number | null;

  @Column({ type: 'text' })
  body: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
