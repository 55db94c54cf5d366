import { Inject, Injectable } from '@nestjs/common';
import type { ConditionProblem } from '#libs/conditions';
import { Database, type Queryable } from '#libs/db';
import { Clock, foldText } from '#libs/kernel';
import type { CompiledAutomation, CompiledStep, CompiledTrigger } from '../definition/compile-automation.js';
import { LONGEST_CIRCLE } from '../enrolments/circles.js';
import { CompiledVersions } from '../registry/compiled-versions.js';
import type { StepChange } from '../steps/define-step.js';

const OTHERS = `
  SELECT id, published_version AS version FROM automations
  WHERE status IN ('live', 'paused') AND published_version IS NOT NULL AND id <> $1 ORDER BY id`;

// What the conditions of segments name; to_kind and to_key as "used by" has them.
const NAMED = `
  SELECT from_id AS segment, to_kind AS kind, to_key AS key FROM document_refs
  WHERE from_kind = 'segment' AND from_id = ANY($1::bigint[])`;

/** By segment what its condition names, as `tag vip`. */
type SegmentNames = ReadonlyMap<number, ReadonlySet<string>>;

/** The automations that run, with the draft in the place of its published version. */
interface Landscape {
  readonly all: readonly CompiledAutomation[];
  readonly named: SegmentNames;
  readonly now: Date;
}

/**
 * Finds the circles that publishing a draft would close: a step of it does what another automation begins with, and
 * that one, or whatever it sets off in turn, does what the draft begins with.
 */
@Injectable()
export class CircleFinder {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CompiledVersions) private readonly versions: CompiledVersions,
  ) {}

  /** One warning for each step that begins a circle. */
  async find(id: number, draft: CompiledAutomation): Promise<ConditionProblem[]> {
    const own = { ...draft, id };
    if (!entersAgain(own)) return [];
    const all = [own, ...(await this.loadOthers(id))];
    const landscape = { all, named: await readNames(this.db, all), now: this.clock.now() };
    return [...draft.steps.values()].flatMap((step) => {
      const way = findWay(own, step, landscape);
      return way ? [{ path: `steps.${step.id}`, message: describe(way) }] : [];
    });
  }

  private async loadOthers(id: number): Promise<CompiledAutomation[]> {
    const others: CompiledAutomation[] = [];
    for (const row of await this.db.query<{ id: number; version: number }>(OTHERS, [id])) {
      const version = await this.versions.loadReadable(this.db, row.id, row.version);
      if (version) others.push(version.automation);
    }
    return others;
  }
}

/** Whoever enters once for ever closes no circle. */
function entersAgain({ entry }: CompiledAutomation): boolean {
  return entry.again !== 'never' || entry.key !== null;
}

/** The automations that the step sets off until the first is set off again; null when it never is. The shortest way. */
function findWay(
  own: CompiledAutomation,
  step: CompiledStep,
  landscape: Landscape,
): readonly CompiledAutomation[] | null {
  const seen = new Set<CompiledAutomation>();
  const open = setOffBy([step], landscape).map((next) => [next]);
  for (let way = open.shift(); way; way = open.shift()) {
    const [last] = way.slice(-1);
    if (!last || seen.has(last)) continue;
    if (last === own) return way;
    seen.add(last);
    open.push(...setOffBy([...last.steps.values()], landscape).map((next) => [...way, next]));
  }
  return null;
}

function setOffBy(steps: readonly CompiledStep[], landscape: Landscape): CompiledAutomation[] {
  const started = new Set(steps.flatMap(({ definition, params }) => definition.starts?.(params) ?? []));
  const changes = steps.flatMap(({ definition, params }) => definition.changes?.(params) ?? []);
  return landscape.all.filter(
    (automation) =>
      entersAgain(automation) &&
      (started.has(automation.id) ||
        automation.triggers.some((trigger) => changes.some((change) => isSetOff(trigger, change, landscape)))),
  );
}

function isSetOff({ definition, params }: CompiledTrigger, change: StepChange, { named, now }: Landscape): boolean {
  return definition.dimensions(params).some((dimension) => {
    if (dimension === change.dimension) {
      const values = { old: change.old, new: change.new };
      const logged = {
        contactId: 0,
        ref: null,
        quiet: false,
        at: now,
        requestId: null,
        ledBy: null,
        dimension,
        ...values,
      };
      return definition.starts(params, { change: logged, event: null, mail: null });
    }
    // A step that changes what the segment's condition names may move somebody in or out.
    const [, segment] = /^segment:(\d+)$/.exec(dimension) ?? [];
    return segment !== undefined && named.get(Number(segment))?.has(nameOf(change)) === true;
  });
}

async function readNames(on: Queryable, all: readonly CompiledAutomation[]): Promise<SegmentNames> {
  const dimensions = all.flatMap(({ triggers }) =>
    triggers.flatMap(({ definition, params }) => definition.dimensions(params)),
  );
  const ids = dimensions.flatMap((dimension) => /^segment:(\d+)$/.exec(dimension)?.[1] ?? []);
  const named = new Map<number, Set<string>>();
  if (ids.length === 0) return named;
  for (const row of await on.query<{ segment: number; kind: string; key: string }>(NAMED, [ids])) {
    const names = named.get(row.segment) ?? new Set();
    named.set(row.segment, names.add(`${row.kind} ${foldText(row.key)}`));
  }
  return named;
}

/** What a change changes, as references name it. */
function nameOf({ dimension, old, new: value }: StepChange): string {
  if (dimension === 'tags') return `tag ${foldText(String(value ?? old))}`;
  return dimension.replace(/^consent:/, 'topic ').replace(/^(field|segment):/, '$1 ');
}

function describe(way: readonly CompiledAutomation[]): string {
  const others = way.slice(0, -1).map(({ name }) => `“${name}”`);
  const limit = `. Such a circle ends after ${String(LONGEST_CIRCLE)} entries in a row`;
  if (others.length === 0) return `Sets off this automation again${limit}`;
  return `Sets off ${others.join(', which sets off ')}, which sets off this automation again${limit}`;
}
