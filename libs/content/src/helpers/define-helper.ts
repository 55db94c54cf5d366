import { z } from 'zod';

/** What a helper may know besides its arguments. */
export interface HelperEnvironment {
  /** BCP 47, of the contact or the organisation. */
  readonly locale: string;
  /** IANA zone, of the contact or the organisation. */
  readonly timeZone: string;
  /** ISO 4217, of the organisation. */
  readonly currency: string;
  /** Slugs of the segments that the contact is in. */
  readonly segments: ReadonlySet<string>;
}

/**
 * value: makes something to print or to pass on. test: the same, and may open a block that shows one of its sides.
 * loop: a block that shows its inside once for each entry.
 */
type HelperRole = 'value' | 'test' | 'loop';

/** When a helper prints nothing: without its first argument, without all of them, or in no case. */
export type BlankWhen = 'first' | 'all' | 'never';

/** An entry of a loop: what `@key` says, and the value. */
export type LoopEntry = readonly [key: string | number, value: unknown];

interface HelperText {
  /** As it is written in a template; also the name of its folder. */
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly example: string;
}

export interface HelperDefinition extends HelperText {
  readonly role: HelperRole;
  /** May stand in `{{name …}}` and `(name …)`; `if`, `unless` and `each` are blocks only. */
  readonly inline: boolean;
  readonly parameters: z.ZodObject<Readonly<Record<string, z.ZodType>>>;
  /** The parameters that may be given without their name, in order. */
  readonly positional: readonly string[];
  /** The last positional parameter takes all further values as a list. */
  readonly rest: boolean;
  /** Parameters that must be written out: what they name is checked when the template is published. */
  readonly literals: readonly string[];
  readonly blank: BlankWhen;
  /** Pure. Arguments that come from data can be anything; it answers sensibly and never throws. */
  run(args: Readonly<Record<string, unknown>>, env: HelperEnvironment): unknown;
}

interface HelperInput<P extends z.ZodObject> extends HelperText {
  readonly role?: HelperRole;
  readonly inline?: boolean;
  readonly parameters: P;
  readonly positional?: readonly (keyof z.infer<P> & string)[];
  readonly rest?: boolean;
  readonly literals?: readonly (keyof z.infer<P> & string)[];
  /** Left out: `first` for what makes a value, `never` for what tests. */
  readonly blank?: BlankWhen;
  run(args: { readonly [K in keyof z.infer<P>]: unknown }, env: HelperEnvironment): unknown;
}

/** Declares a helper. List it in `helpers/index.ts`. */
export function defineHelper<P extends z.ZodObject>(helper: HelperInput<P>): HelperDefinition {
  return {
    role: 'value',
    inline: true,
    positional: Object.keys(helper.parameters.shape),
    rest: false,
    literals: [],
    blank: (helper.role ?? 'value') === 'value' ? 'first' : 'never',
    ...helper,
    run: (args, env) => helper.run(args as { [K in keyof z.infer<P>]: unknown }, env),
  };
}

/** A parameter that takes whatever the data holds. */
export const anyValue = z.unknown().refine((value) => value !== undefined, 'is missing');
