import { checkConditionShape } from '#libs/conditions';
import type { ConditionLeaf } from '#libs/conditions';
import { DomainError, type FieldError } from '#libs/kernel';
import type { AutomationDocument } from '../definition/automation-definition.js';
import { compileAutomation, parseAutomation } from '../definition/compile-automation.js';
import { checkSends, checkTriggers, findMissing, treesOf } from '../definition/definition-checker.js';
import { checkGraph } from '../definition/step-graph.js';
import type { AutomationRegistry } from '../registry/automation-registry.js';
import { renameReferences } from './journey-file.js';

/** Stands for a document that is known by name alone. */
const SOME_ID = 1;

/** What can be said of a journey without a database: shape, steps, ways, loops and conditions. */
export function checkOffline(
  document: Readonly<Record<string, unknown>>,
  registry: AutomationRegistry,
  leaves: readonly ConditionLeaf[],
): FieldError[] {
  const named = renameReferences(document, (_kind, value) => (typeof value === 'string' ? SOME_ID : value));
  const parsed = parse(named, registry);
  if (!('document' in parsed)) return parsed.errors;
  const automation = compileAutomation(parsed.document, registry);
  const trees = treesOf(parsed.document, automation);
  return [
    ...findMissing(parsed.document),
    ...checkGraph(automation),
    ...checkTriggers(automation),
    ...checkSends(parsed.document),
    ...trees.flatMap(({ condition, path }) => checkConditionShape(condition, leaves, path)),
  ];
}

function parse(
  value: unknown,
  registry: AutomationRegistry,
): { readonly document: AutomationDocument } | { readonly errors: FieldError[] } {
  try {
    return { document: parseAutomation(value, registry) };
  } catch (error) {
    if (!(error instanceof DomainError) || error.errors.length === 0) throw error;
    return { errors: [...error.errors] };
  }
}
