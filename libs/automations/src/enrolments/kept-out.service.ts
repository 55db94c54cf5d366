import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '#libs/accounts';
import { Database, type Queryable, type Tx } from '#libs/db';
import { Clock, currentRequestId, DomainError } from '#libs/kernel';
import type { CompiledAutomation } from '../definition/compile-automation.js';
import { AutomationEntity } from '../documents/automation.entity.js';
import { CompiledVersions } from '../registry/compiled-versions.js';
import { circleOf } from './circles.js';
import { Enroller } from './enroller.service.js';

/** What to do about those who were kept out: take them in now, or forget it. */
export type KeptOutRemedy = 'enter' | 'dismiss';

export interface NamedAutomation {
  readonly id: number;
  /** null = it is gone. */
  readonly name: string | null;
}

/** Those whom an automation did not take in for one reason. */
export interface KeptOutGroup {
  readonly reason: 'circle';
  /** The automations that set each other off, from this one on. */
  readonly circle: readonly NamedAutomation[];
  readonly n: number;
  readonly since: Date;
  readonly last: Date;
}

/** Why one contact was not taken in when its trigger last fired. */
export interface KeptOut {
  readonly reason: 'circle';
  readonly circle: readonly NamedAutomation[];
  readonly at: Date;
}

interface RefusalRow extends Record<string, unknown> {
  readonly ledBy: readonly number[];
  readonly n: number;
  readonly since: Date;
  readonly last: Date;
}

// Whoever has entered since is not kept out any more.
const OPEN = `automation_id = $1 AND NOT EXISTS (SELECT FROM enrolments later
  WHERE later.automation_id = $1 AND later.contact_id = entry_refusals.contact_id AND later.entered_at > entry_refusals.at)`;

const SHOWN = 100;

// From where the chain last came through this automation on: what led into the circle is no part of it.
const GROUPS = `
  SELECT led_by[(SELECT max(place) FROM unnest(array_positions(led_by, automation_id)) place):] AS "ledBy",
    count(*)::int AS n, min(at) AS since, max(at) AS last
  FROM entry_refusals WHERE ${OPEN} GROUP BY 1 ORDER BY n DESC, last DESC LIMIT ${String(SHOWN)}`;

const OF_CONTACT = `SELECT led_by AS "ledBy", at FROM entry_refusals WHERE ${OPEN} AND contact_id = $2`;

const NAMES = `SELECT id, name FROM automations WHERE id = ANY($1::bigint[])`;

const TAKE = `
  DELETE FROM entry_refusals WHERE automation_id = $1 AND contact_id IN (
    SELECT contact_id FROM entry_refusals WHERE ${OPEN} ORDER BY contact_id LIMIT $2 FOR UPDATE)
  RETURNING contact_id AS "contactId", event`;

const DISMISS = `DELETE FROM entry_refusals WHERE automation_id = $1`;

const BATCH = 1_000;

/** Those whose entry was refused because automations set each other off in a circle. */
@Injectable()
export class KeptOutContacts {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CompiledVersions) private readonly versions: CompiledVersions,
    @Inject(Enroller) private readonly enroller: Enroller,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** By circle, most first; at most 100. */
  async groups(automationId: number): Promise<KeptOutGroup[]> {
    const rows = await this.db.query<RefusalRow>(GROUPS, [automationId]);
    const nameOf = await readNames(
      this.db,
      rows.flatMap(({ ledBy }) => ledBy),
    );
    return rows.map(({ ledBy, n, since, last }) => ({ reason: 'circle', circle: ledBy.map(nameOf), n, since, last }));
  }

  /** null when it was not, or has entered since. */
  async find(automationId: number, contactId: number): Promise<KeptOut | null> {
    const [row] = await this.db.query<{ ledBy: readonly number[]; at: Date }>(OF_CONTACT, [automationId, contactId]);
    if (!row) return null;
    const circle = circleOf(row.ledBy, automationId);
    return { reason: 'circle', circle: circle.map(await readNames(this.db, circle)), at: row.at };
  }

  /** Resolves with how many entered, or were forgotten. Throws `automation.not_live`. */
  async resolve(automationId: number, remedy: KeptOutRemedy, by: Actor | null): Promise<number> {
    const changed = remedy === 'enter' ? await this.enter(automationId) : await this.dismiss(automationId);
    const target = { kind: 'automation', id: automationId };
    await this.db.transaction((tx) => this.audit.write(tx, by, `automation.kept_out_${remedy}`, target));
    return changed;
  }

  private dismiss(automationId: number): Promise<number> {
    return this.db.execute(DISMISS, [automationId]);
  }

  private async enter(automationId: number): Promise<number> {
    let entered = 0;
    for (let taken = BATCH; taken === BATCH;) {
      await this.db.transaction(async (tx) => {
        const rows = await tx.query<{ contactId: number; event: Readonly<Record<string, unknown>> }>(TAKE, [
          ...[automationId, BATCH],
        ]);
        const requestId = currentRequestId() ?? null;
        const candidates = rows.map((row) => ({ ...row, enteredAt: this.clock.now(), requestId }));
        entered += (await this.enroller.enrol(tx, await this.load(tx, automationId), candidates)).length;
        taken = rows.length;
      });
    }
    return entered;
  }

  private async load(tx: Tx, id: number): Promise<CompiledAutomation> {
    const found = await tx.manager.findOne(AutomationEntity, { where: { id } });
    if (!found) throw new DomainError('automation.not_found');
    if (found.status !== 'live' || found.publishedVersion === null) throw new DomainError('automation.not_live');
    return (await this.versions.load(tx, id, found.publishedVersion)).automation;
  }
}

async function readNames(on: Queryable, ids: readonly number[]): Promise<(id: number) => NamedAutomation> {
  const rows = await on.query<{ id: number; name: string }>(NAMES, [[...new Set(ids)]]);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (id) => ({ id, name: names.get(id) ?? null });
}
