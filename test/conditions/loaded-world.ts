import { expect } from '@jest/globals';
import { event, sequence } from '#libs/activity';
import { type ClauseVerdict, sample, SqlConditionEvaluator, type Subject, trigger } from '#libs/conditions';
import { consent, field, geo, tag } from '#libs/contacts';
import type { Database } from '#libs/db';
import { email } from '#libs/ledger';
import { segment } from '#libs/segments';
import { loadWorld } from './load-world.js';
import { judgeByReference, type Tree } from './reference-evaluator.js';
import { makeWorld, type World } from './world.js';

/*
 * Whatever the tree and the data: everybody at once, a batch, one contact with reasons, and a slow evaluator in memory
 * agree. CONDITION_CASES sets how many trees (2,000 unless set), CONDITION_SEED repeats a run, CONDITION_LEAVES keeps to
 * some kinds of leaves (field, event, sequence, email, other, trigger).
 */
const CASES = Number(process.env['CONDITION_CASES'] ?? 2000);
export const SEED = Number(process.env['CONDITION_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const WORLDS = Math.max(4, Math.ceil(CASES / 500));
const CONTACTS = 60;

/** Half of the cases are about everybody, half about the runs of an automation; each kind has a file of its own. */
export const RUNS = Math.ceil(CASES / WORLDS / 2);
export const WORLD_TIMEOUT_MS = 60_000 + RUNS * 240;
export const WORLD_SEEDS: readonly number[] = Array.from({ length: WORLDS }, (_, number) => SEED + number);

/** A world in the database, and all that judges it. */
export class LoadedWorld {
  private constructor(
    readonly world: World,
    private readonly db: Database,
    private readonly evaluator: SqlConditionEvaluator,
    readonly contacts: readonly number[],
    private readonly segments: readonly number[],
  ) {}

  static async load(db: Database, seed: number): Promise<LoadedWorld> {
    const world = makeWorld(seed, CONTACTS);
    const place = { read: () => Promise.resolve({ time_zone: world.zone, currency: 'USD', engagement_hold: '60s' }) };
    const leaves = [field, tag, segment, event, email, consent, sequence, geo, trigger, sample];
    const evaluator = new SqlConditionEvaluator(db, place, leaves);
    const { contacts, segments } = await loadWorld(db, world);
    return new LoadedWorld(world, db, evaluator, contacts, segments);
  }

  async validate(tree: Tree, scope: 'audience' | 'automation'): Promise<void> {
    await this.evaluator.validate(this.withIds(tree), scope, 'condition');
  }

  /** The ids of all who match. */
  async matching(tree: Tree, now = this.world.now): Promise<number[]> {
    const { sql, params } = await this.evaluator.compileSet(this.withIds(tree), { now });
    const rows = await this.db.query<{ id: number }>(sql, params);
    return rows.map(({ id }) => id).sort((a, b) => a - b);
  }

  /** Whoever may be judged otherwise by now than at `from`, as the condition says itself. */
  async moved(tree: Tree, from: Date): Promise<{ contacts: ReadonlySet<number>; relative: boolean }> {
    const stored = this.withIds(tree);
    const moves = await this.evaluator.compileMoves(stored, from, this.world.now);
    const rows = moves ? await this.db.query<{ contact_id: number }>(moves.sql, moves.params) : [];
    const { relative } = await this.evaluator.summarise(stored);
    return { contacts: new Set(rows.map((row) => row.contact_id)), relative };
  }

  /** Holds the batch and an explanation against the evaluator in memory. */
  async checkSubjects(tree: Tree, subjects: readonly Subject[]): Promise<void> {
    const stored = this.withIds(tree);
    const expected = subjects.map((subject) => this.judge(tree, subject));
    const verdicts = await this.evaluator.judge(this.db, stored, subjects, this.world.now);
    expect({ by: 'batch', verdicts }).toEqual({ by: 'batch', verdicts: expected });
    const index = JSON.stringify(tree).length % subjects.length;
    const subject = subjects[index]!;
    const explained = await this.evaluator.explain(this.db, stored, subject, this.world.now);
    const by = { by: 'explain', contact: this.contactOf(subject), subject };
    expect({ ...by, verdict: explained?.verdict }).toEqual({ ...by, verdict: expected[index] });
    checkWords(explained!);
  }

  /** The verdict in memory. */
  judge(tree: Tree, { contactId, ...run }: Subject): boolean {
    return judgeByReference(tree, this.world, { id: contactId, contact: this.contactOf({ contactId }), ...run });
  }

  private contactOf({ contactId }: Subject): World['contacts'][number] {
    return this.world.contacts[this.contacts.indexOf(contactId)]!;
  }

  /** Trees name static segments by number; the database knows them by id. */
  private withIds(tree: Tree): Tree {
    return JSON.parse(
      JSON.stringify(tree, (key, value: unknown) => (key === 'segment' ? this.segments[value as number] : value)),
    ) as Tree;
  }
}

function checkWords(clause: ClauseVerdict): void {
  expect(clause.text).toMatch(/\S/);
  expect(clause.text).not.toMatch(/undefined|\[object/);
  clause.clauses.forEach(checkWords);
}
