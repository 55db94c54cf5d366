import type { Compilation } from '../compilation.js';
import { NodeCompiler } from '../render/compile-nodes.js';
import type { DocumentParts, Print } from '../render/print.js';
import { buildTree } from '../syntax/build-tree.js';

const NO_PARTS: DocumentParts = {
  link: nothingHere,
  url: nothingHere,
  slot: nothingHere,
};

function nothingHere(): never {
  throw new Error('a line of text has no links and slots');
}

/** Compiles the subject or the preheader: one line of text, whatever the values hold. */
export function compileLine(text: string, work: Compilation, { reportBlocks }: { reportBlocks: boolean }): Print {
  const { table, problems, statics, expressions } = work;
  const nodes = buildTree(table.split(text), () => 'header', problems);
  return new NodeCompiler({ statics, expressions, parts: NO_PARTS, reportBlocks }).compile(nodes, null);
}
