import type { Recipe, RecipeParts } from '../kit/define-recipe.js';
import { usualAnswers } from '../kit/usual-answers.js';
import { type EdgesOf, flowOf } from './flow.js';
import { toMermaid } from './mermaid.js';

type Document = ReturnType<RecipeParts['automation']>;

/** A recipe as it is in a business without any data: for pages about it. */
export interface RecipeSketch {
  /** Answers by question; what may stay open has none. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly parts: RecipeParts;
  /** The automation. Mails and segments are named by their place among the parts, counted from 1. */
  readonly document: Document;
  /** The picture of its steps, as the source of a Mermaid flow chart. */
  readonly mermaid: string;
}

export function sketchRecipe(recipe: Recipe, edgesOf: EdgesOf): RecipeSketch {
  const answers = recipe.asks.parse(usualAnswers(recipe));
  const parts = recipe.make(answers);
  const document = parts.automation({
    mail: (key) => placeOf(parts.mails, key),
    segment: (key) => placeOf(parts.segments, key),
  });
  return { answers, parts, document, mermaid: toMermaid(flowOf(document, recipe.begins, edgesOf)) };
}

function placeOf(parts: Readonly<Record<string, unknown>> = {}, key: string): number {
  return Object.keys(parts).indexOf(key) + 1;
}
