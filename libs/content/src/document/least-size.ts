import type { Node } from '../syntax/node.js';

/** What a document has at least, whoever it is for: its own texts, and of each block the shortest side. */
export function leastSize(nodes: readonly Node[], sizeOf: (text: string) => number): number {
  const least = (inner: readonly Node[]): number => leastSize(inner, sizeOf);
  return nodes.reduce((sum, node) => {
    switch (node.kind) {
      case 'text':
        return sum + sizeOf(node.text);
      case 'choice':
        return sum + Math.min(least(node.otherwise), ...node.options.map(({ body }) => least(body)));
      case 'loop':
        return sum + Math.min(least(node.otherwise), least(node.body));
      case 'scope':
        return sum + least(node.body);
      default:
        return sum;
    }
  }, 0);
}
