import { Inject, Injectable } from '@nestjs/common';
import { Database, sqlState } from '#libs/db';
import { Clock } from '#libs/kernel';
import { missingContact } from '../merge/merged-contacts.js';
import { NoteEntity } from './note.entity.js';

const FOREIGN_KEY_VIOLATION = '23503';

@Injectable()
export class NotesService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Throws `contact.not_found`. */
  async add(contactId: number, body: string, authorId: number | null): Promise<NoteEntity> {
    try {
      const note = { contactId, body, authorId, createdAt: this.clock.now() };
      return await this.db.dataSource.getRepository(NoteEntity).save(note);
    } catch (error) {
      if (sqlState(error) === FOREIGN_KEY_VIOLATION) throw await missingContact(this.db, contactId);
      throw error;
    }
  }
}
