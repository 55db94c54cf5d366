import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';

/** By this name of its connection a build is found and stopped. */
export function buildName(segmentId: number): string {
  return `segments.build:${segmentId}`;
}

// Connections of the same database role may be cancelled without further rights.
const STOP = `
  SELECT pg_cancel_backend(pid) FROM pg_stat_activity
  WHERE application_name = $1 AND datname = current_database() AND state <> 'idle'`;

/** Stops a build that is under way, on whichever machine it runs. */
@Injectable()
export class RefreshCancel {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** Resolves with whether one was running. The row must say first that it is not wanted any more. */
  async stop(segmentId: number): Promise<boolean> {
    return (await this.db.query(STOP, [buildName(segmentId)])).length > 0;
  }
}
