import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { type FieldType } from './field-definition.js';

/** A custom field. Its values live in `contacts.fields` under the key. */
@Entity('fields')
export class FieldEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text', unique: true })
  key: string;

  @Column({ type: 'text' })
  label: string;

  @Column({ type: 'text' })
  type: FieldType;

  @Column({ type: 'jsonb', default: () => `'[]'` })
  options: string[];

  @Column({ type: 'text', nullable: true })
  category: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
