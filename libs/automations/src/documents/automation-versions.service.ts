import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';
import type { AutomationDocument } from '../definition/automation-definition.js';
import type { AutomationView } from './automation-view.js';
import { AutomationsService } from './automations.service.js';

/** A version that was published, without its document. */
export interface AutomationVersionSummary extends Record<string, unknown> {
  readonly version: number;
  readonly published_at: Date;
  /** null when a key or Tidings itself published it, or the person is gone. */
  readonly published_by: { readonly id: number; readonly name: string | null } | null;
  /** Whether whoever enters now enters in it. */
  readonly current: boolean;
  /** How many are under way in it. */
  readonly active: number;
}

const LIST = `
  SELECT published.version, published_at, published.version = published_version AS current,
    CASE WHEN users.id IS NOT NULL THEN jsonb_build_object('id', users.id, 'name', users.name) END AS published_by,
    (SELECT count(*)::int FROM enrolments WHERE automation_id = $1 AND enrolments.version = published.version
      AND state IN ('active', 'stuck') AND NOT test) AS active
  FROM automation_versions published
  JOIN automations ON automations.id = automation_id LEFT JOIN users ON users.id = published_by
  WHERE automation_id = $1 AND ($2::int IS NULL OR published.version < $2)
  ORDER BY published.version DESC LIMIT $3`;

const READ = 'SELECT definition FROM automation_versions WHERE automation_id = $1 AND version = $2';

/** What was published before, to be looked at and taken back. */
@Injectable()
export class AutomationVersions {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(AutomationsService) private readonly automations: AutomationsService,
  ) {}

  /** Newest first. */
  async list(
    id: number,
    { limit, before }: { limit: number; before: number | null },
  ): Promise<AutomationVersionSummary[]> {
    await this.automations.get(id);
    return this.db.query<AutomationVersionSummary>(LIST, [id, before, limit]);
  }

  /** The document as it was published. Throws `automation.no_version`. */
  async get(id: number, version: number): Promise<AutomationDocument> {
    await this.automations.get(id);
    const [row] = await this.db.query<{ definition: AutomationDocument }>(READ, [id, version]);
    if (!row) throw new DomainError('automation.no_version');
    return row.definition;
  }

  /**
   * Makes the draft what the version was; what runs stays until the draft is published, with a review like any other.
   * Places of steps that are still there, notes and the folder stay. What it names may be gone: then the answer says so.
   */
  async takeBack(id: number, version: number, basedOn: number | null, by: Actor | null): Promise<AutomationView> {
    const definition = await this.get(id, version);
    const { folder, notes, steps } = await this.automations.get(id);
    const placed = Object.entries(definition.steps).map(([step, part]) => {
      const position = steps[step]?.['position'];
      return [step, position === undefined ? part : { ...part, position }] as const;
    });
    const desk = { ...(folder === undefined ? {} : { folder }), ...(notes === undefined ? {} : { notes }) };
    const document = { ...definition, ...desk, steps: Object.fromEntries(placed) };
    return this.automations.replace(id, document, basedOn, by, { incomplete: true });
  }
}
