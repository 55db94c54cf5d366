import { CONDITIONS, type ConditionLeaf } from '#libs/conditions';
import { Database } from '#libs/db';
import { DomainError, type FieldError } from '#libs/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { AutomationDocument } from '../definition/automation-definition.js';
import { DefinitionChecker, findMissing } from '../definition/definition-checker.js';
import { ReferenceChecker } from '../definition/reference-checker.js';
import { AutomationRegistry } from '../registry/automation-registry.js';
import { Simulator } from '../simulation/simulator.service.js';
import { describeDifference, type DifferenceLine } from './difference-words.js';
import { JourneyNames } from './document-names.service.js';
import { judgeCase, outcomeOf, type JourneyCase } from './journey-cases.js';
import { checkOffline } from './offline-check.js';

type Json = Readonly<Record<string, unknown>>;

export interface CaseResult {
  readonly name: string;
  /** What came otherwise than expected; none = as expected. */
  readonly faults: readonly string[];
}

const STORED = `
  SELECT id, draft FROM automations
  WHERE status <> 'archived' AND ($1::bigint IS NULL AND name = $2 OR id = $1) ORDER BY id LIMIT 2`;

/** Journeys that are kept in files: checked, compared with what is stored, and played against cases. */
@Injectable()
export class JourneyFiles {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(AutomationRegistry) private readonly registry: AutomationRegistry,
    @Inject(CONDITIONS) private readonly leaves: readonly ConditionLeaf[],
    @Inject(DefinitionChecker) private readonly checker: DefinitionChecker,
    @Inject(ReferenceChecker) private readonly references: ReferenceChecker,
    @Inject(JourneyNames) private readonly names: JourneyNames,
    @Inject(Simulator) private readonly simulator: Simulator,
  ) {}

  /** Everything that stands against publishing it here, and what is allowed but hardly meant. */
  async check(journey: Json): Promise<{ errors: readonly FieldError[]; warnings: readonly FieldError[] }> {
    const offline = checkOffline(journey, this.registry, this.leaves);
    if (offline.length > 0) return { errors: offline, warnings: [] };
    const { checked, problems, document } = await this.checker.inspect(await this.names.toIds(journey));
    if (!checked) return { errors: problems, warnings: [] };
    const unpublished = await this.references.unpublishedTemplates(checked.automation);
    return { errors: [...findMissing(document), ...unpublished], warnings: checked.warnings };
  }

  /** Against the draft with this id, or of this name. Throws `automation.not_found`, `automation.invalid`. */
  async compareWithStored(journey: Json, id: number | null): Promise<DifferenceLine[]> {
    const rows = await this.db.query<{ id: number; draft: AutomationDocument }>(STORED, [id, journey['name']]);
    const [stored, other] = rows;
    if (!stored)
      throw new DomainError(
        'automation.not_found',
        `There is no automation ${id ?? `"${String(journey['name'])}"`} here.`,
      );
    if (other) {
      const ids = rows.map((row) => String(row.id)).join(' and ');
      throw new DomainError('automation.invalid', `More than one automation is called so: say which by --id, ${ids}`);
    }
    const here = await this.names.toNames(stored.draft);
    return compareJourneys(here, await this.names.toNames(await this.names.toIds(journey)), this.registry);
  }

  /** Plays each case by the simulator: nothing is written. Throws `automation.invalid` for a journey that can't run. */
  async play(journey: Json, cases: readonly JourneyCase[]): Promise<CaseResult[]> {
    const document = await this.names.toIds(journey);
    const results: CaseResult[] = [];
    // One after the other: each takes a connection and may lock tags.
    for (const one of cases) results.push(await this.playOne(journey, document, one));
    return results;
  }

  private async playOne(journey: Json, document: Json, one: JourneyCase): Promise<CaseResult> {
    const { name, contact, now, events } = one;
    const body = { sample: contact, ...(now === undefined ? {} : { now }), ...(events ? { events } : {}) };
    const simulation = await this.simulator.simulateDocument(document, body);
    const outcome = outcomeOf(one, simulation, journey['steps'] as Readonly<Record<string, Json>>);
    return { name, faults: judgeCase(one, outcome) };
  }
}

/** What the second does otherwise than the first, both as they are written. */
export function compareJourneys(before: Json, after: Json, registry: AutomationRegistry): DifferenceLine[] {
  return describeDifference(before, after, (type) => registry.step(type)?.label ?? type);
}
