import { Inject, Injectable } from '@nestjs/common';
import { CHANGE_SHARDS } from '#libs/contacts';
import { Database } from '#libs/db';
import { Signals } from '#libs/queue';

/** An open or a click, as it came over the network. Times are milliseconds since 1970. */
export interface Hit {
  readonly messageId: number;
  readonly contactId: number;
  readonly kind: 'opened' | 'clicked';
  readonly atMs: number;
  readonly linkIndex: number | null;
  readonly url: string | null;
  readonly ip: string | null;
  /** Empty when the request had none; in the ledger NULL means that it is not known (any more). */
  readonly userAgent: string;
  readonly askedAs: 'head' | 'prefetch' | null;
  /** What speaks for a program, as far as the request alone tells, and whether it is enough. */
  readonly signs: readonly string[];
  readonly machine: boolean;
}

/** What may be recorded: always unless the contact refused, with the contact's consent, never. */
export interface HitSettings {
  readonly opens: 'on' | 'consent' | 'off';
  readonly clicks: 'on' | 'consent' | 'off';
}

// One parameter: writing it is a tenth of the work of ten arrays for the process that answers readers.
const HITS = `
  json_to_recordset($1::json) AS hit ("messageId" bigint, "contactId" bigint, kind text, "atMs" bigint, machine boolean,
    "linkIndex" integer, url text, ip text, "userAgent" text, "askedAs" text, signs text[])`;

// One statement: all of it or nothing. Contacts that were erased leave no trace here any more; a link of somebody who
// was merged is the kept contact's.
const RECORD = `
  WITH hit AS (
    SELECT contacts.id AS contact_id, hit.* FROM ${HITS}
    LEFT JOIN contact_merges merge ON merge.merged_id = hit."contactId" AND merge.undone_at IS NULL
    JOIN contacts ON contacts.id = coalesce(merge.into_id, hit."contactId")
    LEFT JOIN consents ON consents.contact_id = contacts.id
      AND consents.topic_id = (SELECT id FROM topics WHERE slug = 'tracking')
    WHERE CASE CASE kind WHEN 'opened' THEN $2 ELSE $3 END
      WHEN 'on' THEN consents.status IS DISTINCT FROM 'unsubscribed'
      WHEN 'consent' THEN consents.status = 'subscribed' AND (consents.expires_at IS NULL OR consents.expires_at > $4)
      ELSE false END
  ), written AS (
    INSERT INTO message_events
      (message_id, contact_id, kind, at, machine, link_index, url, ip, user_agent, asked_as, signs)
    SELECT "messageId", contact_id, kind, to_timestamp("atMs" / 1000.0), machine, "linkIndex", url, ip, "userAgent",
      "askedAs", signs
    FROM hit ORDER BY "atMs" RETURNING id, message_id, contact_id, kind, machine, at
  ), unjudged AS (
    INSERT INTO unjudged_hits (message_id, contact_id, first_at, last_at)
    SELECT message_id, contact_id, min(at), max(at) FROM written GROUP BY message_id, contact_id
  )
  INSERT INTO contact_changes (shard, contact_id, dimension, new, ref)
  SELECT mod(contact_id, ${String(CHANGE_SHARDS)}), contact_id, 'email:' || kind,
    jsonb_build_object('machine', machine), id
  FROM written`;

// What was written together is there together: any one of them will do.
const RECORDED = `
  SELECT EXISTS (SELECT FROM ${HITS} JOIN message_events event ON event.message_id = hit."messageId"
    AND event.kind = hit.kind AND event.at = to_timestamp(hit."atMs" / 1000.0)) AS recorded`;

/** Opens and clicks on their way into the ledger, many at a time. */
@Injectable()
export class ReaderHits {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Writes those that may be recorded; the others leave no trace. */
  async record(hits: readonly Hit[], { opens, clicks }: HitSettings, now: Date): Promise<void> {
    await this.db.execute(RECORD, [JSON.stringify(hits), opens, clicks, now]);
    this.signals.signal('changes.route', {});
    this.signals.signal('tracking.judge', {});
  }

  /** Whether a call of {@link record} with these hits, of which nobody heard the end, was committed. */
  async isRecorded(hits: readonly Hit[]): Promise<boolean> {
    const [row] = await this.db.query<{ recorded: boolean }>(RECORDED, [JSON.stringify(hits)]);
    return row?.recorded ?? false;
  }
}
