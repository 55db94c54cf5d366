import { isRootName } from '../render/render-context.js';
import type { CallExpression, Expression, PathExpression } from '../syntax/expression.js';
import type { ChoiceNode, LoopNode, Node } from '../syntax/node.js';
import type { Origin } from '../template-source.js';
import { argumentsOf, presentWhen, type NameOf } from './present-values.js';

/** The parts of a mail that an author writes. */
export type MailPart = 'subject' | 'preheader' | 'body' | 'text';

/** A value that may be missing, where a mail prints it with nothing to stand in its place. */
export interface OpenValue {
  readonly part: MailPart;
  /** Nothing is printed when all of these are missing; mostly it is one. */
  readonly names: readonly string[];
  readonly at: readonly Origin[];
  /** It is printed as it is, so a fallback can be put before it. */
  readonly isPlain: boolean;
  /** It stands in a block, so not every mail shows it. */
  readonly inBlock: boolean;
}

const OPTIONAL_ROOTS: ReadonlySet<string> = new Set(['contact', 'company', 'event', 'campaign']);
/** Whoever is mailed has these. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['contact.id', 'contact.email']);

/** What is known where a value stands. */
interface Place {
  readonly present: ReadonlySet<string>;
  /** Names that mean something else here: an item of a loop, a value of a partial. */
  readonly hidden: ReadonlySet<string>;
  readonly inBlock: boolean;
}

const TOP: Place = { present: new Set(), hidden: new Set(), inBlock: false };

/**
 * Finds the values of a template that print nothing when they are missing. Values of a loop's items and of partials are
 * not judged: what those hold is not known here.
 */
export class OpenValues {
  private readonly byKey = new Map<string, OpenValue & { readonly at: Origin[] }>();
  private readonly namesOf = new Map<Expression, readonly string[]>();

  /** Looks through one part. */
  add(nodes: readonly Node[], part: MailPart): void {
    this.visit(nodes, part, TOP);
  }

  get list(): readonly OpenValue[] {
    return [...this.byKey.values()];
  }

  /** By the expression that prints it: which values it lacks when nothing comes out. */
  get watched(): ReadonlyMap<Expression, readonly string[]> {
    return this.namesOf;
  }

  private visit(nodes: readonly Node[], part: MailPart, place: Place): void {
    for (const node of nodes) {
      if (node.kind === 'value') this.value(node, part, place);
      else if (node.kind === 'choice') this.choice(node, part, place);
      else if (node.kind === 'loop') this.loop(node, part, place);
      else if (node.kind === 'scope') this.visit(node.body, part, hide(place, node.params.keys()));
    }
  }

  private value({ expression, origin }: Node & { kind: 'value' }, part: MailPart, place: Place): void {
    const names = missingNames(expression, place);
    if (!names) return;
    this.namesOf.set(expression, names);
    const key = `${part} ${names.join(' ')}`;
    const known = this.byKey.get(key);
    if (known) {
      known.at.push(origin);
      // One that all mails show says more than one that some do.
      if (known.inBlock && !place.inBlock) this.byKey.set(key, { ...known, inBlock: false });
      return;
    }
    const isPlain = expression.kind === 'path';
    this.byKey.set(key, { part, names, at: [origin], isPlain, inBlock: place.inBlock });
  }

  private choice({ options, otherwise }: ChoiceNode, part: MailPart, place: Place): void {
    const nameOf: NameOf = (expression) => nameIn(expression, place);
    let present = place.present;
    for (const { call, body } of options) {
      this.visit(body, part, inBlock(place, present, presentWhen(call, true, nameOf)));
      present = new Set([...present, ...presentWhen(call, false, nameOf)]);
    }
    this.visit(otherwise, part, inBlock(place, present, []));
  }

  private loop({ call, body, otherwise, blockParams }: LoopNode, part: MailPart, place: Place): void {
    const looped = presentWhen(call, true, (expression) => nameIn(expression, place));
    this.visit(body, part, hide(inBlock(place, place.present, looped), blockParams));
    this.visit(otherwise, part, inBlock(place, place.present, []));
  }
}

function inBlock(place: Place, present: ReadonlySet<string>, more: readonly string[]): Place {
  return { ...place, present: new Set([...present, ...more]), inBlock: true };
}

function hide(place: Place, names: Iterable<string>): Place {
  return { ...place, hidden: new Set([...place.hidden, ...names]) };
}

/** What must be missing for nothing to be printed; null when something always is. */
function missingNames(expression: Expression, place: Place): readonly string[] | null {
  if (expression.kind === 'literal') return null;
  if (expression.kind === 'path') {
    const name = nameIn(expression, place);
    return name === null || ALWAYS_THERE.has(name) || place.present.has(name) ? null : [name];
  }
  const counted = countedArguments(expression).map((arg) => missingNames(arg, place));
  if (counted.length === 0 || counted.includes(null)) return null;
  return [...new Set(counted.flatMap((names) => names ?? []))];
}

/** The arguments without which a helper prints nothing. */
function countedArguments(call: CallExpression): Expression[] {
  const { blank, positional } = call.helper;
  if (blank === 'all') return argumentsOf(call);
  const first = blank === 'first' ? call.args.get(positional[0] ?? '') : undefined;
  return first && 'kind' in first ? [first] : [];
}

function nameIn(expression: Expression, { hidden }: Place): string | null {
  if (expression.kind !== 'path' || expression.own) return null;
  const [root, ...rest] = fromRoot(expression);
  if (root === undefined || rest.length === 0 || !isRootName(root) || !OPTIONAL_ROOTS.has(root)) return null;
  return hidden.has(root) ? null : [root, ...rest].join('.');
}

function fromRoot({ parts, data }: PathExpression): readonly string[] {
  if (!data) return parts;
  return parts[0] === 'root' ? parts.slice(1) : [];
}
