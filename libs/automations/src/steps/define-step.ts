import type { ContactChange } from '#libs/contacts';
import type { FieldError } from '#libs/kernel';
import type { z } from 'zod';
import type { StepBatch } from '../runner/step-batch.js';
import type { Outcome } from '../runner/outcome.js';
import type { ReferenceKind } from '../definition/reference-checker.js';

/** Services that a step uses, by the name under which its code sees them. The process fails at start when one is missing. */
export type ServiceTokens = Readonly<Record<string, abstract new (...args: never[]) => object>>;

type ServicesOf<Tokens extends ServiceTokens> = { readonly [Name in keyof Tokens]: InstanceType<Tokens[Name]> };

/** What a step changes about a contact, as the change log will have it; a value is left out when nobody can say it yet. */
export type StepChange = Pick<ContactChange, 'dimension'> & Partial<Pick<ContactChange, 'old' | 'new'>>;

/** One of the batches at steps of one kind, each of another automation. */
export interface Together<Params> {
  readonly params: Params;
  readonly batch: StepBatch;
}

/** One kind of step: data and a function over a batch of runs. */
export interface StepDefinition<
  Params extends z.ZodObject = z.ZodObject,
  Tokens extends ServiceTokens = ServiceTokens,
> {
  /** The name in documents; never changes. */
  readonly type: string;
  readonly label: string;
  readonly description: string;
  /** Everything that stands in the document beside `type`, the edges included. */
  readonly params: Params;
  /** Where edges stand: `next`, `branches[].next`. */
  readonly edges: readonly string[];
  /** Where condition trees stand: `condition`, `branches[].condition`. */
  readonly conditions?: readonly string[];
  /** Parameters that name another document or person, with its kind. Values that are no id or name are left alone. */
  readonly refs?: Readonly<Record<string, ReferenceKind>>;
  /** Parameters, texts or records of texts, that are kept sealed: the document holds references to them. */
  readonly secrets?: readonly string[];
  readonly uses?: Tokens;
  /** True when something leaves the building: goals and exits are judged once more before it runs. */
  readonly reaches?: boolean;
  /** True when a run can't pass it twice in a row without time going by; a loop needs one such step or a visit limit. */
  delays?(params: z.infer<Params>): boolean;
  /** True when it bounds how often it is passed. */
  readonly limitsVisits?: boolean;
  /** True when its (one) condition tree ends its wait: a change that the tree reads wakes the run. */
  readonly waitsForCondition?: boolean;
  /** What it changes, for warning of automations that set each other off. */
  changes?(params: z.infer<Params>): readonly StepChange[];
  /** True when it begins or ends runs of other automations: theirs are never moved in the same transaction. */
  readonly movesOthers?: boolean;
  /** The automations that it puts contacts into by itself. */
  starts?(params: z.infer<Params>): readonly number[];
  /** What the schema can't say, found when the document is saved. Paths are below the step. */
  check?(params: z.infer<Params>, services: ServicesOf<Tokens>): readonly FieldError[] | Promise<readonly FieldError[]>;
  /** What is allowed but hardly meant, told when publishing is reviewed: it may take a moment. Paths are below the step. */
  warn?(params: z.infer<Params>, services: ServicesOf<Tokens>): Promise<readonly FieldError[]>;
  /**
   * Decides for each run of the batch, in the batch's order, by a handful of statements in the batch's transaction.
   * What it throws fails the whole batch, which is then tried in halves until the culprit stands alone.
   */
  run(params: z.infer<Params>, batch: StepBatch, services: ServicesOf<Tokens>): Promise<readonly Outcome[]>;
  /**
   * The same for batches of several automations in one transaction, for a step that writes nothing about contacts:
   * outcomes for each batch. When it throws, each batch is run by itself.
   */
  runTogether?(
    all: readonly Together<z.infer<Params>>[],
    services: ServicesOf<Tokens>,
  ): Promise<readonly (readonly Outcome[])[]>;
}

/** Keeps the types of parameters and services while the definition joins the list of all steps. */
export function defineStep<Params extends z.ZodObject, Tokens extends ServiceTokens>(
  definition: StepDefinition<Params, Tokens>,
): StepDefinition<Params, Tokens> {
  return definition;
}
