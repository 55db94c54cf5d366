import { Inject, Injectable } from '@nestjs/common';
import type { ConditionProblem } from '#libs/conditions';
import { Database } from '#libs/db';
import { DomainError, type FieldError } from '#libs/kernel';
import type { AutomationDocument, TypedPart } from '../definition/automation-definition.js';
import { DefinitionChecker, findMissing, type InspectedDefinition } from '../definition/definition-checker.js';
import { ReferenceChecker } from '../definition/reference-checker.js';
import { AutomationEntity } from '../documents/automation.entity.js';
import { AutomationVersionEntity } from '../documents/automation-version.entity.js';
import { StepWarnings } from '../steps/step-warnings.service.js';
import { CircleFinder } from './circle-finder.service.js';
import { RunMigration, type Standing } from './run-migration.service.js';
import { compareVersions, findSuccessor, stepOf, type StepChange } from './version-difference.js';

/** A step that differs, or at which somebody is under way. */
export interface ReviewedStep {
  readonly step: string;
  readonly change: StepChange;
  /** How many are under way at it, in whatever version. */
  readonly waiting: number;
  /** Where those who are moved go on; null = at the end. */
  readonly moves_to: string | null;
  /** The step as it is published; null when it is new. */
  readonly before: TypedPart | null;
}

/** What publishing the draft would do. */
export interface AutomationReview {
  /** The draft's, for If-Match. */
  readonly version: number;
  readonly published_version: number | null;
  /** Why it can't be published. */
  readonly problems: readonly FieldError[];
  readonly warnings: readonly ConditionProblem[];
  /** Members of the document beside its steps that differ from what is published. */
  readonly settings: readonly string[];
  readonly steps: readonly ReviewedStep[];
}

/** Says before publishing what it changes, and for whom. */
@Injectable()
export class PublishReview {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(DefinitionChecker) private readonly checker: DefinitionChecker,
    @Inject(ReferenceChecker) private readonly references: ReferenceChecker,
    @Inject(RunMigration) private readonly migration: RunMigration,
    @Inject(CircleFinder) private readonly circles: CircleFinder,
    @Inject(StepWarnings) private readonly stepWarnings: StepWarnings,
  ) {}

  async review(id: number): Promise<AutomationReview> {
    const entity = await this.db.dataSource.getRepository(AutomationEntity).findOne({ where: { id } });
    if (!entity) throw new DomainError('automation.not_found');
    const [published, inspected, standing] = await Promise.all([
      this.readPublished(entity),
      this.checker.inspect(entity.draft),
      this.migration.standing(this.db, id),
    ]);
    return {
      version: entity.version,
      published_version: entity.publishedVersion,
      problems: await this.findProblems(inspected),
      warnings: await this.findWarnings(id, inspected),
      ...this.compare(published, entity.draft, standing),
    };
  }

  private async findWarnings(id: number, { checked }: InspectedDefinition): Promise<readonly ConditionProblem[]> {
    if (!checked) return [];
    const [circles, ofSteps] = await Promise.all([
      this.circles.find(id, checked.automation),
      this.stepWarnings.find(checked.automation),
    ]);
    return [...checked.warnings, ...ofSteps, ...circles];
  }

  private compare(
    before: AutomationDocument | null,
    after: AutomationDocument,
    standing: readonly Standing[],
  ): Pick<AutomationReview, 'settings' | 'steps'> {
    const { settings, steps } = compareVersions(before, after);
    const waitingAt = new Map<string, number>();
    for (const { step, n } of standing) waitingAt.set(step, (waitingAt.get(step) ?? 0) + n);
    const ids = new Set([...steps.keys(), ...waitingAt.keys()]);
    const reviewed = [...ids].map((step) => ({
      step,
      change: steps.get(step) ?? 'removed',
      waiting: waitingAt.get(step) ?? 0,
      moves_to: before ? findSuccessor(step, before, after, this.migration.edgesOf) : null,
      before: (before && stepOf(before, step)) ?? null,
    }));
    return { settings, steps: reviewed.filter(({ change, waiting }) => change !== 'same' || waiting > 0) };
  }

  private async findProblems({ document, checked, problems }: InspectedDefinition): Promise<readonly FieldError[]> {
    const missing = findMissing(document);
    if (!checked) return [...problems, ...missing.filter(({ path }) => !problems.some((known) => known.path === path))];
    return [...missing, ...(await this.references.unpublishedTemplates(checked.automation))];
  }

  private async readPublished({ id, publishedVersion }: AutomationEntity): Promise<AutomationDocument | null> {
    if (publishedVersion === null) return null;
    const where = { automationId: id, version: publishedVersion };
    const found = await this.db.dataSource.getRepository(AutomationVersionEntity).findOne({ where });
    return found?.definition ?? null;
  }
}
