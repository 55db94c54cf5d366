import { Inject, Injectable } from '@nestjs/common';
import type { ClauseVerdict } from '#libs/conditions';
import { Database } from '#libs/db';
import type { CompiledAutomation, CompiledTrigger } from '../definition/compile-automation.js';
import { TriggerProbe } from '../simulation/trigger-probe.service.js';
import type { TriggerEvent } from '../triggers/define-trigger.js';

/** What is known of one trigger and one contact. */
export interface SeenTrigger {
  readonly type: string;
  /** Whether it has been fired, ever; null = nothing is kept by which that could be told. */
  readonly fires: boolean | null;
  /** When last; or, when it was not fired, when something came closest. */
  readonly at: Date | null;
  /** It was fired since the automation was published, by something that was not too old when it came. */
  readonly counts: boolean;
  /** Why the closest event does not count, clause by clause. */
  readonly where: ClauseVerdict | null;
  /** What `event.*` shows of it. */
  readonly facts: Readonly<Record<string, unknown>> | null;
}

interface Asked {
  readonly contactId: number;
  readonly since: Date | null;
  readonly now: Date;
}

/** Events that are older when they come start nobody, unless told. */
const OLD_MS = 24 * 3_600_000;

/** So many events of a name are looked at, from the last back. */
const LOOKED_AT = 50;

const EVENTS = `
  SELECT id, name, occurred_at AS "occurredAt", received_at AS "receivedAt", value, currency, properties
  FROM events WHERE contact_id = $1 AND name = $2 ORDER BY occurred_at DESC LIMIT $3`;

// What each kind of change leaves behind, as { at, new }: the latest first. Fields keep no history.
const TRACES: readonly { readonly prefix: string; readonly sql: string }[] = [
  { prefix: 'created', sql: `SELECT created_at AS at, 'true'::jsonb AS new FROM contacts WHERE id = $1 AND $2 = ''` },
  {
    prefix: 'tags',
    sql: `SELECT added_at AS at, to_jsonb(tags.name) AS new FROM contact_tags JOIN tags ON tags.id = tag_id
      WHERE contact_id = $1 AND $2 = '' ORDER BY added_at DESC`,
  },
  {
    prefix: 'segment:',
    sql: `SELECT at, to_jsonb(entered) AS new FROM (
        SELECT at, entered FROM segment_history WHERE contact_id = $1 AND segment_id = $2::bigint
        UNION ALL SELECT entered_at, true FROM segment_members WHERE contact_id = $1 AND segment_id = $2::bigint
      ) moved ORDER BY at DESC LIMIT 50`,
  },
  {
    prefix: 'consent:',
    sql: `SELECT at, to_jsonb(status) AS new FROM consent_log JOIN topics ON topics.id = topic_id
      WHERE contact_id = $1 AND slug = $2 ORDER BY consent_log.id DESC LIMIT 50`,
  },
];

interface Trace {
  readonly at: Date;
  readonly new: unknown;
}

const UNKNOWN = { fires: null, at: null, counts: false, where: null, facts: null };
const NEVER = { ...UNKNOWN, fires: false };

/** Finds in what is stored whether triggers have been fired: changes themselves are not kept once they are routed. */
@Injectable()
export class TriggerEvidence {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(TriggerProbe) private readonly probe: TriggerProbe,
  ) {}

  async look(automation: CompiledAutomation, asked: Asked): Promise<SeenTrigger[]> {
    const seen: SeenTrigger[] = [];
    for (const trigger of automation.triggers) seen.push(await this.lookFor(trigger, asked));
    return seen;
  }

  private async lookFor(trigger: CompiledTrigger, asked: Asked): Promise<SeenTrigger> {
    const { definition, params } = trigger;
    const [dimension] = definition.dimensions(params);
    const shared = { type: definition.type };
    if (dimension === undefined) return { ...shared, ...UNKNOWN };
    if (dimension.startsWith('event:')) {
      return { ...shared, ...(await this.lookAtEvents(trigger, dimension.slice('event:'.length), asked)) };
    }
    const source = TRACES.find(({ prefix }) => dimension.startsWith(prefix));
    if (!source) return { ...shared, ...UNKNOWN };
    const key = dimension.slice(source.prefix.length);
    const traces = await this.db.query<Trace & Record<string, unknown>>(source.sql, [asked.contactId, key]);
    const found = traces.find((trace) => {
      const change = { ...trace, contactId: asked.contactId, dimension, old: null, ref: null, quiet: false };
      return definition.starts(params, {
        change: { ...change, requestId: null, ledBy: null },
        event: null,
        mail: null,
      });
    });
    if (!found) return { ...shared, ...NEVER };
    return { ...shared, ...NEVER, fires: true, at: found.at, counts: isSince(found.at, asked.since) };
  }

  /** The last event that fires it, else the last of its name and what its `where` says of that. */
  private async lookAtEvents(
    trigger: CompiledTrigger,
    name: string,
    { contactId, since, now }: Asked,
  ): Promise<Omit<SeenTrigger, 'type'>> {
    const rows = await this.db.query<TriggerEvent & { receivedAt: Date } & Record<string, unknown>>(EVENTS, [
      contactId,
      name,
      LOOKED_AT,
    ]);
    let closest: Omit<SeenTrigger, 'type'> | null = null;
    for (const event of rows) {
      const asked = await this.probe.ask(this.db, { triggers: [trigger] }, { contactId, event, now });
      const [verdict] = asked;
      if (!verdict) continue;
      const { fires, where, facts } = verdict;
      const fresh = event.receivedAt.getTime() - event.occurredAt.getTime() <= OLD_MS;
      const seen = {
        fires,
        at: event.occurredAt,
        counts: fires && fresh && isSince(event.receivedAt, since),
        where,
        facts,
      };
      if (fires) return seen;
      closest ??= seen;
    }
    return closest ?? NEVER;
  }
}

function isSince(at: Date, since: Date | null): boolean {
  return since !== null && at >= since;
}
