import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator, type ClauseVerdict } from '#libs/conditions';
import { Database } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import {
  compileAutomation,
  parseAutomation,
  type CompiledAutomation,
  type EntryRules,
} from '../definition/compile-automation.js';
import { AutomationEntity, type AutomationStatus } from '../documents/automation.entity.js';
import { EnrolmentsQuery, type EnrolmentView } from '../enrolments/enrolments.query.js';
import { KeptOutContacts, type KeptOut } from '../enrolments/kept-out.service.js';
import { entryOf } from '../enrolments/test-entry.js';
import { AutomationRegistry } from '../registry/automation-registry.js';
import { CompiledVersions } from '../registry/compiled-versions.js';
import { windowStart } from '../time/duration.js';
import { TriggerEvidence, type SeenTrigger } from './trigger-evidence.service.js';

/** What keeps the contact out, first things first; entered = it is or was in; nothing = the next trigger lets it in. */
type Verdict =
  | 'active'
  | 'entered'
  | 'not_live'
  | 'circle'
  | 'no_trigger'
  | 'before_published'
  | 'filter'
  | 'cooldown'
  | 'limit'
  | 'nothing';

/** Why a contact is in an automation, or is not. */
export interface EntryExplanation {
  readonly contact_id: number;
  readonly status: AutomationStatus;
  readonly published_version: number | null;
  /** When the version that runs was published: what happened before starts nobody. */
  readonly published_at: Date | null;
  readonly verdict: Verdict;
  readonly triggers: readonly SeenTrigger[];
  /** What the filter says now; null = there is none. */
  readonly filter: ClauseVerdict | null;
  readonly entry: {
    readonly again: EntryRules['again'];
    /** Whether the rules would let the contact in (again) now. */
    readonly allows: boolean;
    /** Until when a cooldown keeps it out. */
    readonly cooldown: string | null;
    readonly limit: number | null;
    readonly entered_in_all: number;
  };
  /** Why it was not taken in when its trigger last fired; null = it was, or something else keeps it out. */
  readonly kept_out: KeptOut | null;
  /** Its ways through, newest first: where it stands, and until when. */
  readonly runs: readonly EnrolmentView[];
}

const CONTACT = 'SELECT FROM contacts WHERE id = $1';
const PUBLISHED_AT = `
  SELECT published_at AS at FROM automation_versions WHERE automation_id = $1 AND version = $2`;
const FIRST_PUBLISHED = `SELECT min(published_at) AS at FROM automation_versions WHERE automation_id = $1`;
const COUNT = `SELECT count(*)::int AS n FROM (SELECT FROM enrolments WHERE automation_id = $1 AND NOT test LIMIT $2) counted`;

/** So many of a contact's ways are shown. */
const RUNS = 10;

/** Answers "why is she (not) in it": the trigger, the filter clause by clause, the entry rules, and her runs. */
@Injectable()
export class EntryExplanations {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(AutomationRegistry) private readonly registry: AutomationRegistry,
    @Inject(CompiledVersions) private readonly versions: CompiledVersions,
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
    @Inject(EnrolmentsQuery) private readonly enrolments: EnrolmentsQuery,
    @Inject(TriggerEvidence) private readonly evidence: TriggerEvidence,
    @Inject(KeptOutContacts) private readonly keptOut: KeptOutContacts,
  ) {}

  /** About the version that runs; about the draft where none was published. Throws `contact.not_found`. */
  async explain(id: number, contactId: number): Promise<EntryExplanation> {
    const entity = await this.db.dataSource.getRepository(AutomationEntity).findOne({ where: { id } });
    if (!entity) throw new DomainError('automation.not_found');
    if ((await this.db.execute(CONTACT, [contactId])) === 0) throw new DomainError('contact.not_found');
    const automation = await this.load(entity);
    const [now, since] = [this.clock.now(), await this.timeOf(FIRST_PUBLISHED, [id])];
    const triggers = await this.evidence.look(automation, { contactId, since, now });
    const latest = triggers.find(({ fires }) => fires === true);
    const subject = { contactId, event: latest?.facts ?? {} };
    const filter = automation.filter && (await this.conditions.explain(this.db, automation.filter, subject, now));
    const runs = await this.enrolments.list(id, { limit: RUNS, before: null, contactId });
    const entry = await this.askRules(automation.id, entryOf(automation, contactId), runs, now);
    const keptOut = await this.keptOut.find(id, contactId);
    const known = { status: entity.status, triggers, filter, entry, kept_out: keptOut, runs };
    return {
      contact_id: contactId,
      published_version: entity.publishedVersion,
      published_at: await this.timeOf(PUBLISHED_AT, [id, entity.publishedVersion]),
      verdict: judge(known),
      ...known,
    };
  }

  private async load({ id, publishedVersion, draft }: AutomationEntity): Promise<CompiledAutomation> {
    if (publishedVersion === null) {
      // A draft may be unfinished, which is told with its paths.
      return compileAutomation(parseAutomation(draft, this.registry), this.registry, { id, version: 0 });
    }
    return (await this.versions.load(this.db, id, publishedVersion)).automation;
  }

  private async timeOf(sql: string, params: readonly unknown[]): Promise<Date | null> {
    const [row] = await this.db.query<{ at: Date | null }>(sql, params);
    return row?.at ?? null;
  }

  private async askRules(
    id: number,
    entry: EntryRules,
    runs: readonly EnrolmentView[],
    now: Date,
  ): Promise<EntryExplanation['entry']> {
    const { again, cooldown, limit } = entry;
    const [count] = await this.db.query<{ n: number }>(COUNT, [id, limit ?? 1_000_000]);
    const enteredInAll = count?.n ?? 0;
    const cooling = cooldown !== null && runs.some((run) => run.entered_at > windowStart(now, cooldown));
    const full = limit !== null && enteredInAll >= limit;
    // A key tells runs of one contact apart: then another of its values may enter whatever this one did.
    const mayAgain =
      entry.key !== null || runs.length === 0 || again === 'always' || (again === 'after_exit' && !active(runs));
    return {
      again,
      allows: mayAgain && !cooling && !full,
      cooldown: cooling ? cooldown : null,
      limit,
      entered_in_all: enteredInAll,
    };
  }
}

function active(runs: readonly EnrolmentView[]): boolean {
  return runs.some(({ state }) => state === 'active' || state === 'stuck');
}

function judge({
  status,
  triggers,
  filter,
  entry,
  kept_out: keptOut,
  runs,
}: Pick<EntryExplanation, 'status' | 'triggers' | 'filter' | 'entry' | 'kept_out' | 'runs'>): Verdict {
  if (active(runs)) return 'active';
  if (runs.length > 0 && !entry.allows && entry.cooldown === null) return 'entered';
  if (status !== 'live') return 'not_live';
  if (keptOut) return 'circle';
  if (entry.cooldown !== null) return 'cooldown';
  if (entry.limit !== null && entry.entered_in_all >= entry.limit) return 'limit';
  const fired = triggers.filter(({ fires }) => fires === true);
  // Where nothing is kept of what happened, it may have: that is no reason.
  const unknown = triggers.some(({ fires }) => fires === null);
  const isNew = runs.length === 0;
  if (isNew && fired.length === 0 && !unknown) return 'no_trigger';
  if (filter && !filter.verdict) return 'filter';
  if (isNew && fired.length > 0 && fired.every(({ counts }) => !counts)) return 'before_published';
  return 'nothing';
}
