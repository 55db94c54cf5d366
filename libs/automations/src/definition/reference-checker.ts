import { Inject, Injectable } from '@nestjs/common';
import type { Condition } from '#libs/conditions';
import { FieldCatalogue, type FieldDefinition } from '#libs/contacts';
import { Database, type Queryable } from '#libs/db';
import { invalid, type FieldError } from '#libs/kernel';
import type { CompiledAutomation } from './compile-automation.js';
import { readAllPaths } from './param-paths.js';

/** What a parameter can name. */
export type ReferenceKind =
  | 'template'
  | 'segment'
  | 'static segment'
  | 'topic'
  | 'sender'
  | 'user'
  | 'field'
  | 'date field'
  | 'automation'
  | 'campaign'
  | 'audience'
  | 'webhook endpoint';

/** A parameter's value and what it names. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly key: string;
  readonly path: string;
}

// One look per kind at the tables of the libs below; everything is found by its primary or unique key.
const FIND: Readonly<Record<Exclude<ReferenceKind, 'field' | 'date field'>, string>> = {
  template: 'SELECT id::text AS key FROM templates WHERE id = ANY($1::bigint[]) AND archived_at IS NULL',
  segment: 'SELECT id::text AS key FROM segments WHERE id = ANY($1::bigint[]) AND archived_at IS NULL',
  'static segment': `SELECT id::text AS key FROM segments
    WHERE id = ANY($1::bigint[]) AND kind = 'static' AND archived_at IS NULL`,
  topic: 'SELECT slug AS key FROM topics WHERE slug = ANY($1::text[])',
  sender: 'SELECT id::text AS key FROM senders WHERE id = ANY($1::bigint[]) AND archived_at IS NULL',
  user: 'SELECT id::text AS key FROM users WHERE id = ANY($1::bigint[]) AND disabled_at IS NULL',
  audience: 'SELECT id::text AS key FROM audiences WHERE id = ANY($1::bigint[])',
  'webhook endpoint':
    'SELECT id::text AS key FROM webhook_endpoints WHERE id = ANY($1::bigint[]) AND deleted_at IS NULL',
  campaign: 'SELECT id::text AS key FROM campaigns WHERE id = ANY($1::bigint[])',
  automation: `SELECT id::text AS key FROM automations WHERE id = ANY($1::bigint[]) AND status <> 'archived'`,
};

const UNPUBLISHED = `
  SELECT id::text AS key FROM templates WHERE id = ANY($1::bigint[]) AND published_version IS NULL`;

// Every person that a document names is to do something.
const ONLY_LOOK = `
  SELECT id::text AS key FROM users WHERE id = ANY($1::bigint[]) AND disabled_at IS NULL AND role = 'viewer'`;
const ONLY_LOOKS = 'Somebody who may only look is given no work: choose another person';

/** Says which of the things that a document names do not exist, and which people can not do what they are named for. */
@Injectable()
export class ReferenceChecker {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(FieldCatalogue) private readonly fields: FieldCatalogue,
  ) {}

  async check(references: readonly Reference[], on: Queryable = this.db): Promise<FieldError[]> {
    const found = new Map<ReferenceKind, ReadonlySet<string>>();
    // One after the other: a transaction has one connection.
    for (const { kind } of references) {
      if (!found.has(kind)) found.set(kind, await this.find(kind, references, on));
    }
    const missing = references
      .filter(({ kind, key }) => !found.get(kind)?.has(key))
      .map(({ kind, key, path }) => ({ path, message: `There is no ${kind} ${key}` }));
    return [...missing, ...(await this.onlyLooking(references, on))];
  }

  private async onlyLooking(references: readonly Reference[], on: Queryable): Promise<FieldError[]> {
    const people = references.filter(({ kind }) => kind === 'user');
    if (people.length === 0) return [];
    const rows = await on.query<{ key: string }>(ONLY_LOOK, [people.map(({ key }) => key)]);
    const looking = new Set(rows.map(({ key }) => key));
    return people.filter(({ key }) => looking.has(key)).map(({ path }) => ({ path, message: ONLY_LOOKS }));
  }

  /** A mail can be made from a published template only. Throws `automation.invalid`. */
  async requirePublishedTemplates(automation: CompiledAutomation): Promise<void> {
    const errors = await this.unpublishedTemplates(automation);
    if (errors.length > 0) throw invalid(errors, 'automation.invalid');
  }

  /** The mails that can't be made yet. */
  async unpublishedTemplates(automation: CompiledAutomation): Promise<FieldError[]> {
    const templates = referencesOf(automation).filter(({ kind }) => kind === 'template');
    const rows = await this.db.query<{ key: string }>(UNPUBLISHED, [templates.map(({ key }) => key)]);
    const unpublished = new Set(rows.map(({ key }) => key));
    return templates
      .filter(({ key }) => unpublished.has(key))
      .map(({ path, key }) => ({ path, message: `Template ${key} is not published: it does not compile` }));
  }

  private async find(
    kind: ReferenceKind,
    references: readonly Reference[],
    on: Queryable,
  ): Promise<ReadonlySet<string>> {
    const keys = [...new Set(references.filter((reference) => reference.kind === kind).map(({ key }) => key))];
    if (kind === 'field' || kind === 'date field') {
      const fields = await this.fields.load(on);
      const fits = ({ type }: FieldDefinition): boolean => kind === 'field' || type === 'date' || type === 'datetime';
      return new Set(fields.all.filter(fits).map(({ key }) => key));
    }
    const rows = await on.query<{ key: string }>(FIND[kind], [keys]);
    return new Set(rows.map((row) => row.key));
  }
}

/** Every condition tree that says when somebody enters, turns, waits or leaves. */
export function conditionsOf(automation: CompiledAutomation): Condition[] {
  const steps = [...automation.steps.values()].flatMap(({ definition, params }) =>
    readAllPaths(params, definition.conditions ?? []).map(({ value }) => value),
  );
  const all = [automation.filter, automation.goal?.condition, automation.exit.condition, ...steps];
  return all.filter((condition) => condition !== null && condition !== undefined) as Condition[];
}

/** Everything that a document names outside its condition trees. */
export function referencesOf(document: CompiledAutomation): Reference[] {
  const parts = [
    ...document.triggers.map((trigger, index) => ({ ...trigger, path: `triggers[${String(index)}]` })),
    ...[...document.steps.values()].map((step) => ({ ...step, path: `steps.${step.id}` })),
  ];
  const own: (Reference | null)[] = [
    toReference('topic', document.sends.topic, 'sends.topic'),
    toReference('sender', document.sends.senderId, 'sends.sender_id'),
    toReference('user', document.sales.fallbackUser, 'sales.fallback_user'),
    ...parts.flatMap(({ definition, params, path }) =>
      Object.entries(definition.refs ?? {}).map(([name, kind]) => toReference(kind, params[name], `${path}.${name}`)),
    ),
  ];
  return own.filter((reference) => reference !== null);
}

const BY_NAME: ReadonlySet<ReferenceKind> = new Set(['topic', 'field', 'date field']);

/** Ids are numbers, slugs and keys are text; anything else (`to: "owner"`) names nothing. */
function toReference(kind: ReferenceKind, value: unknown, path: string): Reference | null {
  if (typeof value === 'number') return { kind, key: String(value), path };
  return typeof value === 'string' && BY_NAME.has(kind) ? { kind, key: value, path } : null;
}
