import type { ContactChange, Dimension } from '#libs/contacts';
import type { FieldError } from '#libs/kernel';
import type { z } from 'zod';
import type { ReferenceKind } from '../definition/reference-checker.js';
import type { TriggerTiming } from '../timers/trigger-timing.js';
import type { PastAudience } from './past-audience.js';

/** An event as a trigger sees it, loaded by the change's `ref`. */
export interface TriggerEvent {
  readonly id: number;
  readonly name: string;
  readonly occurredAt: Date;
  /** Exact, as PostgreSQL's numeric text. */
  readonly value: string | null;
  readonly currency: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What a reader did with a mail, loaded by the change's `ref`. */
export interface TriggerMail {
  /** Of the record in the ledger, not of the mail. */
  readonly id: number;
  readonly messageId: number;
  /** What the mail came from; null = something else. */
  readonly campaignId: number | null;
  readonly automationId: number | null;
  /** The target of the link that was clicked. */
  readonly url: string | null;
  readonly at: Date;
  readonly machine: boolean;
}

/** A change that may start runs. */
export interface TriggerCause {
  readonly change: ContactChange;
  /** Only for `event:*` changes. */
  readonly event: TriggerEvent | null;
  /** Only for `email:*` changes. */
  readonly mail: TriggerMail | null;
}

/** One kind of trigger: which changes start a run, as data and pure functions. */
export interface TriggerDefinition<Params extends z.ZodObject = z.ZodObject> {
  /** The name in documents; never changes. */
  readonly type: string;
  readonly label: string;
  readonly description: string;
  readonly params: Params;
  /** Parameters that name another document, with its kind. */
  readonly refs?: Readonly<Record<string, ReferenceKind>>;
  /** The dimensions whose changes it looks at; none = nothing in the change log starts it. */
  dimensions(params: z.infer<Params>): readonly Dimension[];
  /**
   * Whether this change of one of these dimensions starts a run. Of a change that is only foreseen, `old` and `new` are
   * undefined as long as nobody can say them: whether it could start one, then.
   */
  starts(params: z.infer<Params>, cause: TriggerCause): boolean;
  /** For triggers that fire when time has passed. */
  readonly timing?: TriggerTiming<z.infer<Params>>;
  /** Whether it comes again for the same contact by itself, so that "once for ever" is hardly meant. */
  repeats?(params: z.infer<Params>): boolean;
  /** What the schema can't say, found when the document is saved. Paths are below the trigger. */
  check?(params: z.infer<Params>): readonly FieldError[];
  /** Whom it would have let in before now, for a trial over all of them; without it nobody can say. */
  past?(params: z.infer<Params>): PastAudience;
  /** What templates and conditions see as `event.*`. */
  describe(params: z.infer<Params>, cause: TriggerCause): Readonly<Record<string, unknown>>;
}

/** Keeps the type of the parameters while the definition joins the list of all triggers. */
export function defineTrigger<Params extends z.ZodObject>(
  definition: TriggerDefinition<Params>,
): TriggerDefinition<Params> {
  return definition;
}
