import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator, type ConditionProblem, type ConditionScope } from '#libs/conditions';
import type { Queryable } from '#libs/db';
import { DomainError, invalid, NO_HOURS, parseDocument, type FieldError } from '#libs/kernel';
import { AutomationRegistry } from '../registry/automation-registry.js';
import { StepServices } from '../steps/step-services.js';
import { automationDocument, type AutomationDocument } from './automation-definition.js';
import { compileAutomation, parseAutomation, type CompiledAutomation } from './compile-automation.js';
import { readAllPaths } from './param-paths.js';
import { ReferenceChecker, referencesOf } from './reference-checker.js';
import { checkGraph, findUnreachable } from './step-graph.js';

/** What a document says, and what is allowed in it but hardly meant. */
export interface CheckedDefinition {
  readonly document: AutomationDocument;
  readonly automation: CompiledAutomation;
  readonly warnings: readonly ConditionProblem[];
}

/** What is wrong with a document whose shape is right, so that it may be kept as a draft all the same. */
export interface InspectedDefinition {
  readonly document: AutomationDocument;
  /** null while something is wrong. */
  readonly checked: CheckedDefinition | null;
  readonly problems: readonly FieldError[];
}

/** A condition tree of a document, and where it is used. */
export interface Tree {
  readonly condition: unknown;
  readonly scope: ConditionScope;
  readonly path: string;
}

/** Decides whether a document may be saved: shape, graph, conditions, and that everything it names exists. */
@Injectable()
export class DefinitionChecker {
  constructor(
    @Inject(AutomationRegistry) private readonly registry: AutomationRegistry,
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
    @Inject(ReferenceChecker) private readonly references: ReferenceChecker,
    @Inject(StepServices) private readonly services: StepServices,
  ) {}

  /**
   * Throws `automation.invalid` (422) with every wrong path. A draft may still lack triggers and steps. `on` is the
   * transaction that made what the document names.
   */
  async check(value: unknown, on?: Queryable): Promise<CheckedDefinition> {
    const document = parseAutomation(value, this.registry);
    const automation = compileAutomation(document, this.registry);
    const trees = await this.checkTrees(treesOf(document, automation), on);
    const errors = [
      ...checkGraph(automation),
      ...checkTriggers(automation),
      ...checkSends(document),
      ...(await this.checkSteps(automation)),
      ...(await this.references.check(referencesOf(automation), on)),
      ...trees.errors,
    ];
    if (errors.length > 0) throw invalid(errors, 'automation.invalid');
    return { document, automation, warnings: [...trees.warnings, ...unreachable(automation), ...onceOnly(automation)] };
  }

  /** Like `check`, but tells what is wrong instead of throwing it, unless the shape of the whole is wrong. */
  async inspect(value: unknown): Promise<InspectedDefinition> {
    const document = parseDocument(automationDocument, value, { code: 'automation.invalid' });
    try {
      const checked = await this.check(document);
      return { document, checked, problems: [] };
    } catch (error) {
      if (!(error instanceof DomainError) || error.errors.length === 0) throw error;
      return { document, checked: null, problems: error.errors };
    }
  }

  /** What each kind of step knows about itself. */
  private async checkSteps(automation: CompiledAutomation): Promise<FieldError[]> {
    const found = [...automation.steps.values()].map(async ({ id, definition, params }) => {
      const errors = (await definition.check?.(params, this.services.of(definition.type))) ?? [];
      return errors.map(({ path, message }) => ({ path: `steps.${id}.${path}`, message }));
    });
    return (await Promise.all(found)).flat();
  }

  private async checkTrees(
    trees: readonly Tree[],
    on: Queryable | undefined,
  ): Promise<{ errors: FieldError[]; warnings: ConditionProblem[] }> {
    const errors: FieldError[] = [];
    const warnings: ConditionProblem[] = [];
    for (const { condition, scope, path } of trees) {
      try {
        warnings.push(...(await this.conditions.validate(condition, scope, path, on)));
      } catch (error) {
        if (!(error instanceof DomainError) || error.errors.length === 0) throw error;
        errors.push(...error.errors);
      }
    }
    return { errors, warnings };
  }
}

/** What must be there before anybody can enter. */
export function findMissing(automation: {
  triggers: readonly unknown[];
  start?: string | null | undefined;
}): FieldError[] {
  return [
    ...(automation.triggers.length === 0 ? [{ path: 'triggers', message: 'Say what starts it' }] : []),
    ...((automation.start ?? null) === null ? [{ path: 'start', message: 'Add a first step' }] : []),
  ];
}

/** Throws like `check`. */
export function requireComplete(automation: CompiledAutomation): void {
  const errors = findMissing(automation);
  if (errors.length > 0) throw invalid(errors, 'automation.invalid');
}

/** What each kind of trigger knows about itself. */
export function checkTriggers(automation: CompiledAutomation): FieldError[] {
  return automation.triggers.flatMap(({ definition, params }, index) =>
    (definition.check?.(params) ?? []).map(({ path, message }) => ({
      path: `triggers[${String(index)}].${path}`,
      message,
    })),
  );
}

/** Not said by the schema, which must read what was saved before it was refused. */
export function checkSends({ sends }: AutomationDocument): FieldError[] {
  const quiet = sends?.quiet_hours;
  return quiet && quiet.from === quiet.to ? [{ path: 'sends.quiet_hours.to', message: NO_HOURS }] : [];
}

/** Every condition tree, those of triggers included. */
export function treesOf(document: AutomationDocument, automation: CompiledAutomation): Tree[] {
  const of = (condition: unknown, path: string, scope: ConditionScope = 'automation'): Tree[] =>
    condition === undefined ? [] : [{ condition, scope, path }];
  return [
    ...of(document.filter, 'filter'),
    ...of(document.goal?.condition, 'goal.condition'),
    ...of(document.exit?.condition, 'exit.condition'),
    ...automation.triggers.flatMap(({ where }, index) =>
      of(where ?? undefined, `triggers[${String(index)}].where`, 'event'),
    ),
    ...[...automation.steps.values()].flatMap(({ id, definition, params }) =>
      readAllPaths(params, definition.conditions ?? []).flatMap(({ path, value }) => of(value, `steps.${id}.${path}`)),
    ),
  ];
}

function unreachable(automation: CompiledAutomation): ConditionProblem[] {
  return findUnreachable(automation).map((id) => ({
    path: `steps.${id}`,
    message: 'No way leads to this step from the start',
  }));
}

/** Without a rule for it, who has been through never enters again: a birthday would be celebrated once. */
function onceOnly({ entry, triggers }: CompiledAutomation): ConditionProblem[] {
  if (entry.again !== 'never' || entry.key !== null) return [];
  return triggers.flatMap(({ definition, params }, index) =>
    definition.repeats?.(params)
      ? [{ path: `triggers[${String(index)}]`, message: 'Comes again, but each contact enters once: set entry.again' }]
      : [],
  );
}
