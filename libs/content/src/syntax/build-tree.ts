import type { Problems } from '../problems.js';
import { TEMPLATE_LIMITS } from '../template-source.js';
import type { CloseMark, ElseMark, OpenMark, PrintContext, ScopeMark } from './mark.js';
import type { MarkedItem } from './mark-table.js';
import type { ChoiceNode, LoopNode, Node, ScopeNode } from './node.js';

/** One written block, from its opening tag to its closing one; `{{else if …}}` adds sections. */
interface Frame {
  readonly opened: OpenMark | ScopeMark;
  readonly sections: { readonly mark: OpenMark | ElseMark | ScopeMark; readonly nodes: Node[] }[];
}

/** Says how the value at an offset is printed. */
export type ContextAt = (offset: number) => PrintContext;

/** Builds the tree of a marked text; blocks that are not opened, closed or nested properly are problems. */
export function buildTree(items: readonly MarkedItem[], contextAt: ContextAt, problems: Problems): Node[] {
  const builder = new TreeBuilder(contextAt, problems);
  items.forEach((item) => {
    builder.add(item);
  });
  return builder.finish();
}

class TreeBuilder {
  private readonly root: Node[] = [];
  private readonly frames: Frame[] = [];

  constructor(
    private readonly contextAt: ContextAt,
    private readonly problems: Problems,
  ) {}

  add(item: MarkedItem): void {
    if (typeof item === 'string') {
      this.nodes.push({ kind: 'text', text: item });
      return;
    }
    const { mark } = item;
    switch (mark.kind) {
      case 'value':
        this.nodes.push({ ...mark, context: this.contextAt(item.offset) });
        break;
      case 'url':
      case 'link':
      case 'slot':
        this.nodes.push(mark);
        break;
      case 'open':
      case 'scope':
        this.open(mark);
        break;
      case 'else':
        this.otherwise(mark);
        break;
      case 'close':
      case 'scope-end':
        this.close(mark);
        break;
    }
  }

  finish(): Node[] {
    for (const frame of this.frames) {
      const { opened } = frame;
      if (opened.kind === 'open') {
        const { name } = opened.call.helper;
        this.problems.add(opened.origin, `{{#${name}}} is never closed: {{/${name}}} is missing.`);
      }
    }
    return this.root;
  }

  private get nodes(): Node[] {
    return this.frames.at(-1)?.sections.at(-1)?.nodes ?? this.root;
  }

  private open(mark: OpenMark | ScopeMark): void {
    if (this.frames.length >= TEMPLATE_LIMITS.depth) {
      this.problems.add(mark.origin, `blocks may be nested ${String(TEMPLATE_LIMITS.depth)} deep at most.`);
    }
    this.frames.push({ opened: mark, sections: [{ mark, nodes: [] }] });
  }

  private otherwise(mark: ElseMark): void {
    const frame = this.frames.at(-1);
    const last = frame?.sections.at(-1)?.mark;
    if (frame?.opened.kind !== 'open' || !last) {
      this.problems.add(mark.origin, '{{else}} stands outside of any block.');
    } else if (last.kind === 'else' && !last.call) {
      this.problems.add(mark.origin, 'nothing can follow {{else}} but the end of its block.');
    } else {
      frame.sections.push({ mark, nodes: [] });
    }
  }

  private close(mark: CloseMark | { kind: 'scope-end'; origin: CloseMark['origin'] }): void {
    const frame = this.frames.at(-1);
    const expected = frame?.opened.kind === 'open' ? frame.opened.call.helper.name : null;
    const name = mark.kind === 'close' ? mark.name : null;
    if (!frame || expected !== name) {
      const found = name === null ? 'the end of a partial' : `{{/${name}}}`;
      const missing = expected === null ? 'closes no block' : `found where {{/${expected}}} is missing`;
      this.problems.add(mark.origin, `${found} ${missing}.`);
      if (name !== null && !this.isOpen(name)) return;
    }
    const closed = this.frames.pop();
    if (closed) this.nodes.push(toNode(closed));
  }

  private isOpen(name: string): boolean {
    return this.frames.some(({ opened }) => opened.kind === 'open' && opened.call.helper.name === name);
  }
}

function toNode({ opened, sections }: Frame): Node {
  if (opened.kind === 'scope') return toScope(opened, sections[0]?.nodes ?? []);
  return sectionsToNode(sections as Section[]);
}

interface Section {
  readonly mark: OpenMark | ElseMark;
  readonly nodes: Node[];
}

function toScope({ context, params }: ScopeMark, body: Node[]): ScopeNode {
  return { kind: 'scope', context, params, body };
}

/** Sections that test become options of one choice; from a loop on, the rest is what the loop shows when empty. */
function sectionsToNode(sections: readonly Section[]): ChoiceNode | LoopNode {
  const [first] = sections;
  const call = first?.mark.call;
  if (!first || !call) throw new Error('a block begins with a call');
  const { origin, blockParams } = first.mark;
  if (call.helper.role === 'loop') {
    const rest = sections.slice(1);
    const otherwise = restToNodes(rest);
    return { kind: 'loop', origin, call, blockParams, body: first.nodes, otherwise };
  }
  const tests = takeTests(sections);
  const rest = sections.slice(tests.length);
  return { kind: 'choice', origin, options: tests, otherwise: restToNodes(rest), hasElse: rest.length > 0 };
}

function takeTests(sections: readonly Section[]): ChoiceNode['options'] {
  const tests: { call: NonNullable<ElseMark['call']>; body: Node[] }[] = [];
  for (const { mark, nodes } of sections) {
    if (!mark.call || mark.call.helper.role === 'loop') break;
    tests.push({ call: mark.call, body: nodes });
  }
  return tests;
}

function restToNodes(sections: readonly Section[]): readonly Node[] {
  const [first] = sections;
  if (!first) return [];
  return first.mark.call ? [sectionsToNode(sections)] : first.nodes;
}
