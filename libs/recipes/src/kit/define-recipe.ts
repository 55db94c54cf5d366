import type { Condition } from '#libs/conditions';
import type { FieldType } from '#libs/contacts';
import type { Queryable } from '#libs/db';
import type { z } from 'zod';

/** What a recipe is for, as the gallery groups them. */
export const RECIPE_GROUPS = ['welcome', 'interest', 'buying', 'loyalty', 'keeping', 'service'] as const;

export type RecipeGroup = (typeof RECIPE_GROUPS)[number];

/** A mail in words; its looks come from the shared template parts. */
export interface RecipeMail {
  readonly name: string;
  readonly subject: string;
  readonly preheader: string;
  readonly title: string;
  /** Paragraphs; they may hold merge fields. */
  readonly text: readonly string[];
  readonly button?: { readonly label: string; readonly href: string };
}

/** A segment that the recipe looks at: by a condition, or a list whose first members are found in the past. */
export interface RecipeSegment {
  readonly name: string;
  readonly description: string;
  readonly condition?: Condition;
  readonly members?: (on: Queryable, now: Date) => Promise<readonly number[]>;
}

/** The ids of what was made, by the recipe's own names. */
export interface MadeParts {
  readonly mail: (key: string) => number;
  readonly segment: (key: string) => number;
}

/** What an application makes, in this order: fields, segments, mails, the automation that names them. */
export interface RecipeParts {
  readonly fields?: readonly { readonly key: string; readonly type: FieldType }[];
  readonly segments?: Readonly<Record<string, RecipeSegment>>;
  readonly mails?: Readonly<Record<string, RecipeMail>>;
  /** The document; every step has a `name`, which is what the drawing shows. */
  automation(made: MadeParts): Readonly<Record<string, unknown>> & { readonly name: string };
}

/** A journey to begin with: data, words and a pure function. */
export interface Recipe<Asks extends z.ZodObject = z.ZodObject> {
  /** The name in addresses; never changes. Also that of its folder. */
  readonly key: string;
  readonly name: string;
  readonly group: RecipeGroup;
  /** One sentence for the gallery. */
  readonly summary: string;
  /** What begins it, as the first box of the drawing says. */
  readonly begins: string;
  /** For the page about it: what happens and why, a paragraph each. */
  readonly story: readonly string[];
  /** For the page about it: what to look at before and after publishing. */
  readonly tips: readonly string[];
  /** For the page about it: how to tell whether it works. */
  readonly measure: readonly string[];
  /** What it wants to know. Every question has a suggestion, so that it works without an answer. */
  readonly asks: Asks;
  make(answers: z.infer<Asks>): RecipeParts;
}

/** Keeps the type of the answers while the recipe joins the list. */
export function defineRecipe<Asks extends z.ZodObject>(recipe: Recipe<Asks>): Recipe<Asks> {
  return recipe;
}
