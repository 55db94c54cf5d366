import type { Recipe } from '#libs/recipes';
import { conditionWords, type NameOf } from './condition-words.js';
import { code, join, type Part } from './words.js';

const ASKING = new Set(['branch', 'wait_for']);

/** How to tell whether a recipe works: what it counts as success, where to read it, and the recipe's own advice. */
export function measuresOf(recipe: Recipe, document: Part, nameOf: NameOf): string[] {
  const steps = Object.values(document['steps'] as Readonly<Record<string, Part>>);
  return [...goalWords(document, steps, nameOf), ...turnWords(steps), ...recipe.measure];
}

function goalWords(document: Part, steps: readonly Part[], nameOf: NameOf): string[] {
  const goal = document['goal'] as Part | undefined;
  const reached = steps.filter(({ type }) => type === 'goal').map(({ name }) => `*${String(name)}*`);
  if (reached.length > 0) return [`Who comes to ${join(reached, 'or')} counts as converted.`];
  if (!goal) return ['It has no goal: nobody counts as converted.'];
  const from = goal['value_from'];
  const worth = from === undefined ? '' : ` What that was worth is the sum of ${code(from)} since the entry.`;
  return [`Who ${conditionWords(goal['condition'], nameOf)} counts as converted, and leaves at that moment.${worth}`];
}

function turnWords(steps: readonly Part[]): string[] {
  const asked = steps.filter(({ type }) => ASKING.has(String(type))).map(({ name }) => `*${String(name)}*`);
  if (asked.length === 0) return [];
  return [`The canvas, and ${code('GET /automations/{id}/report')}, show how many go which way at ${join(asked)}.`];
}
