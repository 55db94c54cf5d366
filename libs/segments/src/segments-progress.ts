import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { LiveTopics } from '#libs/kernel';

const PROGRESS = `
  SELECT status, version, build_failures, (SELECT coalesce(sum(members), 0) FROM segment_counts WHERE segment_id = $1)::bigint AS count
  FROM segments WHERE id = $1 AND archived_at IS NULL`;

/** Lets the web app watch a segment while it is built and as it changes: `segment:12`. */
@Injectable()
export class SegmentsProgress implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(LiveTopics) private readonly topics: LiveTopics,
  ) {}

  onModuleInit(): void {
    this.topics.register('segment', async (id) => (await this.db.query(PROGRESS, [id]))[0] ?? null);
  }
}
