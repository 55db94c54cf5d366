import type { Relation, RelationSpec } from './relation.js';
import { timestampText } from './timestamp-text.js';

/**
 * set: everybody. subjects: given contacts, each with the run that it is about.
 * explain: as subjects, and relations keep what they measured although it did not suffice.
 */
export type ScopeMode = 'set' | 'subjects' | 'explain';

/** What trees of one installation are judged by: "now", its zone and the zones that its database knows. */
export interface EvaluationPlace {
  readonly now: Date;
  readonly zone: string;
  readonly currency: string;
  readonly knownZones: readonly string[];
  /** Opens and clicks after this moment do not count yet: a program may have made them. null: all count. */
  readonly heldSince: Date | null;
}

interface JoinedRelation {
  readonly alias: string;
  readonly sql: string;
  /** Of as many rows as there turn out to be groups; others are found by a contact's id. */
  readonly grouped: boolean;
}

type SubjectColumn = 'entered_at' | 'step_at' | 'event';

const SUBJECT_TYPES: Readonly<Record<SubjectColumn, string>> = {
  entered_at: 'timestamptz',
  step_at: 'timestamptz',
  event: 'jsonb',
};

/**
 * What leaves build their SQL with: parameters, relations, the contact row `c` and the subject `s`.
 * One scope is one statement; equal relations of several leaves are joined once.
 */
export class SqlScope {
  private constructor(
    readonly mode: ScopeMode,
    readonly place: EvaluationPlace,
    private readonly firstParam: number,
    private readonly values: unknown[],
    private readonly numbers: Map<string, string>,
    private readonly relations: Map<string, JoinedRelation>,
    private readonly subjectColumns: Set<SubjectColumn>,
  ) {}

  static open(mode: ScopeMode, place: EvaluationPlace, firstParam = 1): SqlScope {
    return new SqlScope(mode, place, firstParam, [], new Map(), new Map(), new Set());
  }

  /** The same statement with another "now". */
  at(now: Date): SqlScope {
    const { mode, firstParam, values, numbers, relations, subjectColumns } = this;
    return new SqlScope(mode, { ...this.place, now }, firstParam, values, numbers, relations, subjectColumns);
  }

  get params(): readonly unknown[] {
    return this.values;
  }

  get joins(): readonly JoinedRelation[] {
    return [...this.relations.values()];
  }

  get usedSubjectColumns(): readonly SubjectColumn[] {
    return [...this.subjectColumns];
  }

  /** `$n` with its type; the same value is sent once. */
  param(value: unknown, type: string): string {
    const key = keyOf(value, type);
    const known = this.numbers.get(key);
    if (known) return known;
    this.values.push(value instanceof Date ? timestampText(value) : value);
    const text = `$${String(this.values.length + this.firstParam - 1)}::${type}`;
    this.numbers.set(key, text);
    return text;
  }

  get now(): Date {
    return this.place.now;
  }

  /** Whether anything so far asked for a contact's zone, and so for the organisation's. */
  get readsZone(): boolean {
    return this.numbers.has(keyOf(this.place.knownZones, 'text[]'));
  }

  get heldSince(): Date | null {
    return this.place.heldSince;
  }

  get nowSql(): string {
    return this.param(this.place.now, 'timestamptz');
  }

  /** The time zone of a row of contacts, else the organisation's; a name that the database doesn't know is no zone. */
  zoneOf(alias: string): string {
    const known = this.param(this.place.knownZones, 'text[]');
    const own = this.param(this.place.zone, 'text');
    return `(CASE WHEN ${alias}.time_zone = ANY(${known}) THEN ${alias}.time_zone ELSE ${own} END)`;
  }

  /** What the run is about; NULL where everybody is judged, who is in no run. */
  subject(column: SubjectColumn): string {
    if (this.mode === 'set') return `NULL::${SUBJECT_TYPES[column]}`;
    this.subjectColumns.add(column);
    return `s.${column}`;
  }

  /** Joins a grouped relation; see decision 4 of docs/architecture.md for the shape and its measurements. */
  relation(spec: RelationSpec): Relation {
    const body = this.relationSql(spec);
    const joined = this.relations.get(body) ?? {
      alias: `r${String(this.relations.size + 1)}`,
      sql: body,
      grouped: spec.atMostOne !== true,
    };
    this.relations.set(body, joined);
    const { alias } = joined;
    return {
      present: this.mode === 'explain' && hitSql(spec) ? `(${alias}.hit IS TRUE)` : `(${alias}.k IS NOT NULL)`,
      column: (name) => `${alias}.${name}`,
      fact: spec.fact && this.mode === 'explain' ? `${alias}.fact` : 'NULL::jsonb',
    };
  }

  private relationSql(spec: RelationSpec): string {
    const explain = this.mode === 'explain';
    const columns = Object.entries(spec.columns ?? {}).map(([name, sql]) => `, ${sql} AS ${name}`);
    if (explain && spec.fact) columns.push(`, ${spec.fact} AS fact`);
    const hit = hitSql(spec);
    if (explain && hit) columns.push(`, (${hit}) AS hit`);
    const tests = explain || !spec.only ? [...spec.where] : [...spec.where, spec.only];
    const having = explain ? undefined : spec.having;
    const rows = { from: `${spec.from} ${spec.joins ?? ''}`, columns: columns.join(''), tests, having };
    const single = spec.atMostOne === true && !explain;
    if (this.mode !== 'set') return rowsOfSubject(spec.contact, rows, single);
    const all = `SELECT ${spec.contact} AS k${rows.columns} FROM ${rows.from} ${whereSql(tests)}`;
    return single ? all : `${all} GROUP BY ${spec.contact} ${having ? `HAVING ${having}` : ''}`;
  }
}

interface RelationRows {
  readonly from: string;
  readonly columns: string;
  readonly tests: readonly string[];
  readonly having: string | undefined;
}

/**
 * One row of the subject `s`, or none. It is for LATERAL, and neither an aggregate nor a LIMIT is flattened: so what it
 * costs is bounded by the subjects' own rows, found by their ids. A join would leave the way to the planner, who takes
 * an event that is newer than its statistics for a rare one, and reads all of them for each batch.
 */
function rowsOfSubject(contact: string, rows: RelationRows, single: boolean): string {
  const { from, columns, tests, having } = rows;
  const found = `SELECT true AS k${columns} FROM ${from} ${whereSql([`${contact} = s.contact_id`, ...tests])}`;
  if (single || (columns === '' && !having)) return `${found} LIMIT 1`;
  return `${found} HAVING count(*) > 0${having ? ` AND (${having})` : ''}`;
}

function whereSql(tests: readonly string[]): string {
  return tests.length > 0 ? `WHERE ${tests.join(' AND ')}` : '';
}

/** Whether a contact's rows suffice, over all of them. */
function hitSql({ only, having }: RelationSpec): string | undefined {
  return only ? `bool_or(${only})` : having;
}

function keyOf(value: unknown, type: string): string {
  return `${type} ${JSON.stringify(value)}`;
}
