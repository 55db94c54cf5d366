import { Inject, Injectable } from '@nestjs/common';
import { Clock, invalid, NO_HOURS, parseDocument } from '#libs/kernel';
import { Database, type Queryable, type Tx } from '#libs/db';
import type { Actor } from '../actor.js';
import { AuditLog } from '../audit/audit-log.service.js';
import { mergePatch } from './merge-patch.js';
import { type Organisation, organisationSchema } from './organisation.schema.js';
import { TopicNames } from './topic-names.port.js';

const READ = `SELECT value FROM settings WHERE key = 'organisation'`;

// Keeps two edits at once from losing each other's fields; the row may not exist yet, so it is not the row that is locked.
const LOCK = `SELECT pg_advisory_xact_lock(hashtext('settings.organisation'))`;

const WRITE = `
  INSERT INTO settings (key, value, updated_at) VALUES ('organisation', $1, $2)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`;

// What was judged by days must be judged anew; a count, so that a change there and back is noticed too.
const COUNT_ZONE_CHANGE = `
  INSERT INTO settings AS stored (key, value, updated_at) VALUES ('organisation.zone_revision', '1', $1)
  ON CONFLICT (key) DO UPDATE SET value = to_jsonb(stored.value::integer + 1), updated_at = excluded.updated_at`;

const ZONE_REVISION = `
  SELECT coalesce((SELECT value::integer FROM settings WHERE key = 'organisation.zone_revision'), 0) AS revision`;

/** How often the organisation's time zone has been changed. */
export async function readZoneRevision(on: Queryable): Promise<number> {
  const [row] = await on.query<{ revision: number }>(ZONE_REVISION);
  return row?.revision ?? 0;
}

const CACHE_MS = 1000;

/** The organisation's settings, for every lib. */
@Injectable()
export class OrganisationSettings {
  private cached: { readonly until: number; readonly value: Promise<Organisation> } | null = null;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(TopicNames) private readonly topics: TopicNames,
  ) {}

  /** At most one second old: for hot paths. */
  async get(): Promise<Organisation> {
    if (!this.cached || this.cached.until < performance.now()) {
      this.cached = { until: performance.now() + CACHE_MS, value: this.read() };
    }
    try {
      return await this.cached.value;
    } catch (error) {
      this.cached = null;
      throw error;
    }
  }

  /** As they are now. */
  async read(on: Queryable = this.db): Promise<Organisation> {
    const [row] = await on.query<{ value: unknown }>(READ);
    return organisationSchema.parse(row?.value ?? {});
  }

  /**
   * Applies a JSON Merge Patch (RFC 7396); null puts a setting back to its default. `follow` does what follows from the
   * change, in the same transaction. Throws `request.invalid`.
   */
  async change(
    patch: Readonly<Record<string, unknown>>,
    by: Actor,
    follow: (tx: Tx, before: Organisation, after: Organisation) => Promise<void> = () => Promise.resolve(),
  ): Promise<Organisation> {
    const changed = await this.db.transaction(async (tx) => {
      await tx.query(LOCK);
      const [row] = await tx.query<{ value: unknown }>(READ);
      const next = parseDocument(organisationSchema, mergePatch(row?.value ?? {}, patch));
      // A topic may be deleted later: that keeps nobody from changing something else.
      if ('frequency_caps' in patch) {
        refuseSameCaps(next);
        await this.checkCaps(tx, next);
      }
      if ('quiet_hours' in patch) checkQuietHours(next);
      await tx.execute(WRITE, [JSON.stringify(next), this.clock.now()]);
      const before = organisationSchema.parse(row?.value ?? {});
      if (next.time_zone !== before.time_zone) await tx.execute(COUNT_ZONE_CHANGE, [this.clock.now()]);
      await this.audit.write(tx, by, 'settings.changed', undefined, patch);
      await follow(tx, before, next);
      return next;
    });
    this.cached = null;
    return changed;
  }

  private async checkCaps(on: Queryable, { frequency_caps: caps }: Organisation): Promise<void> {
    const missing = await this.topics.findMissing(
      on,
      caps.flatMap(({ topic }) => topic ?? []),
    );
    if (missing.length === 0) return;
    throw invalid(
      caps.flatMap(({ topic = '' }, index) =>
        missing.includes(topic)
          ? [{ path: `frequency_caps[${String(index)}].topic`, message: `there is no topic "${topic}"` }]
          : [],
      ),
    );
  }
}

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

/** Of two caps on the same mails in the same time one counts for nothing. */
function refuseSameCaps({ frequency_caps: caps }: Organisation): void {
  const keys = caps.map(({ per, topic = null }) => JSON.stringify([windowKey(per), topic]));
  const errors = keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    if (first === index) return [];
    const message = `limits the same mails in the same time as frequency_caps[${String(first)}]: one of them counts for nothing`;
    return [{ path: `frequency_caps[${String(index)}]`, message }];
  });
  if (errors.length > 0) throw invalid(errors);
}

/** 24h and 1d are the same time; a month is a time of its own. */
function windowKey(per: string): string {
  const [, count = '', unit = ''] = /^(\d+)(\D+)$/.exec(per) ?? [];
  const hours = HOURS[unit];
  return hours === undefined ? per : `${String(Number(count) * hours)}h`;
}

function checkQuietHours({ quiet_hours: quiet }: Organisation): void {
  if (quiet && quiet.from === quiet.to) throw invalid([{ path: 'quiet_hours.to', message: NO_HOURS }]);
}
