import { DomainError, invalid, type FieldError } from '#libs/kernel';
import type { Answers } from './answer-suggestions.service.js';

/** The value at a path as `sends.topic`, `triggers[0].field`. */
function valueAt(document: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .reduce<unknown>((value, part) => (value as Readonly<Record<string, unknown>> | undefined)?.[part], document);
}

/**
 * What is wrong with the document that the answers gave, at the question whose answer stands there: a topic that does
 * not exist is the topic's fault, wherever the recipe put it.
 */
export function atAnswers(error: unknown, document: unknown, answers: Answers): unknown {
  if (!(error instanceof DomainError) || error.errors.length === 0) return error;
  const errors = error.errors.map(({ path, message }): FieldError => {
    const value = valueAt(document, path);
    const [name] = Object.entries(answers).find(([, answer]) => answer === value && value !== undefined) ?? [];
    return { path: name === undefined ? `automation.${path}` : `params.${name}`, message };
  });
  // One answer may stand in several places.
  const once = new Map(errors.map((wrong) => [`${wrong.path} ${wrong.message}`, wrong]));
  return invalid([...once.values()], 'recipe.invalid');
}
