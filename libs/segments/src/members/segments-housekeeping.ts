import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { Housekeeping } from '#libs/queue';
import { findLeftRows, removeSegmentRows } from './remove-members.js';

/** Finishes deletions that a process could not finish. */
@Injectable()
export class SegmentsHousekeeping implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({ name: 'rows of deleted segments', run: () => this.removeLeftRows() });
  }

  private async removeLeftRows(): Promise<number> {
    let removed = 0;
    for (const id of await findLeftRows(this.db)) removed += await removeSegmentRows(this.db, id);
    return removed;
  }
}
