import type { Compilation } from '../compilation.js';
import { NodeCompiler } from '../render/compile-nodes.js';
import { NO_PARTS, type Print } from '../render/print.js';
import { buildTree } from '../syntax/build-tree.js';

/** Compiles the subject or the preheader: one line of text, whatever the values hold. */
export function compileLine(text: string, work: Compilation, { reportBlocks }: { reportBlocks: boolean }): Print {
  const { table, problems, statics, expressions } = work;
  const nodes = buildTree(table.split(text), () => 'header', problems);
  return new NodeCompiler({ statics, expressions, parts: NO_PARTS, reportBlocks }).compile(nodes, null);
}
