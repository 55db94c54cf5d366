import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { LiveTopics } from '#libs/kernel';

const STATUS = 'SELECT status FROM campaigns WHERE id = $1';

const STATES = `
  SELECT state, count(*)::int AS n FROM messages WHERE source_kind = 'campaign' AND source_id = $1
  GROUP BY state ORDER BY state`;

/** Counting a large campaign takes a while: it is done again after so many times as long, or at least that late. */
const REST = 20;

interface Counted {
  readonly status: string;
  readonly states: unknown;
  readonly goodUntil: number;
}

/** Lets the web app watch a campaign while it is sent: `campaign:12`. */
@Injectable()
export class CampaignsProgress implements OnModuleInit {
  private readonly counted = new Map<number, Counted>();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(LiveTopics) private readonly topics: LiveTopics,
  ) {}

  onModuleInit(): void {
    this.topics.register('campaign', (id) => this.read(id));
  }

  private async read(id: number): Promise<unknown> {
    const [campaign] = await this.db.query<{ status: string }>(STATUS, [id]);
    if (!campaign) return null;
    const { status, states } = await this.count(id, campaign.status);
    return { status, messages: states };
  }

  private async count(id: number, status: string): Promise<Counted> {
    const start = performance.now();
    const known = this.counted.get(id);
    if (known?.status === status && start < known.goodUntil) return known;
    const rows = await this.db.query<{ state: string; n: number }>(STATES, [id]);
    const goodUntil = performance.now() + REST * (performance.now() - start);
    const counted = { status, states: Object.fromEntries(rows.map(({ state, n }) => [state, n])), goodUntil };
    // What is over is asked about no more.
    if (status === 'sending' || status === 'paused') this.counted.set(id, counted);
    else this.counted.delete(id);
    return counted;
  }
}
