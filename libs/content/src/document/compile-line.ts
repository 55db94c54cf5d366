import type { Compilation } from '../compilation.js';
import { NodeCompiler } from '../render/compile-nodes.js';
import { NO_PARTS, type Print } from '../render/print.js';
import { buildTree } from '../syntax/build-tree.js';
import type { Node } from '../syntax/node.js';
import { TEMPLATE_LIMITS } from '../template-source.js';
import { leastSize } from './least-size.js';

/** Compiles the subject: of a value that is missing without a fallback it says so, and its length has a bound. */
export function compileSubject(text: string, work: Compilation): Print {
  const nodes = toNodes(text, work);
  checkLength(nodes, work);
  return compile(nodes, work, { reportBlocks: true, watched: work.open.watched });
}

/** Compiles the preheader: one line of text, whatever the values hold. */
export function compilePreheader(text: string, work: Compilation): Print {
  return compile(toNodes(text, work), work, { reportBlocks: false });
}

function toNodes(text: string, { table, problems }: Compilation): Node[] {
  return buildTree(table.split(text), () => 'header', problems);
}

function compile(
  nodes: readonly Node[],
  { statics, expressions }: Compilation,
  settings: Pick<ConstructorParameters<typeof NodeCompiler>[0], 'reportBlocks' | 'watched'>,
): Print {
  return new NodeCompiler({ statics, expressions, parts: NO_PARTS, ...settings }).compile(nodes, null);
}

/** Longer ones would be left out, each mail of them. */
function checkLength(nodes: readonly Node[], { problems, isPublished }: Compilation): void {
  const { subjectLength } = TEMPLATE_LIMITS;
  if (isPublished || leastSize(nodes, ({ length }) => length) <= subjectLength) return;
  const message = `the subject may have ${String(subjectLength)} characters at most.`;
  problems.add({ path: 'subject', line: 1, column: 1 }, message);
}
