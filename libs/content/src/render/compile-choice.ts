import type { ChoiceNode } from '../syntax/node.js';
import type { Evaluate } from './compile-expression.js';
import type { Print } from './print.js';
import type { ShownBlock } from './output.js';
import { isTruthy } from './values.js';

interface ChoiceParts {
  readonly node: ChoiceNode;
  readonly options: readonly { readonly test: Evaluate; readonly print: Print }[];
  readonly otherwise: Print;
  readonly report: boolean;
}

/** Shows the first side whose test holds, and of a segment block says which one it was. */
export function compileChoice({ node, options, otherwise, report }: ChoiceParts): Print {
  const outcomes = report && isSegmentBlock(node) ? describeOutcomes(node) : null;
  return (run, scope) => {
    const chosen = options.findIndex(({ test }) => isTruthy(test(run, scope)));
    const outcome = outcomes?.[chosen === -1 ? options.length : chosen];
    // In a loop the same side may come again and again.
    if (outcome && run.blocks.at(-1) !== outcome) run.blocks.push(outcome);
    (options[chosen]?.print ?? otherwise)(run, scope);
  };
}

function isSegmentBlock(node: ChoiceNode): boolean {
  return node.options[0]?.call.helper.name === 'segment';
}

/** One object per side, made once: sending millions of mails should not make millions of sentences. */
function describeOutcomes(node: ChoiceNode): readonly ShownBlock[] {
  const sides = node.options.map(({ call }) => {
    const slug = call.args.get('slug');
    return call.helper.name === 'segment' && slug && 'value' in slug ? String(slug.value) : call.helper.name;
  });
  const all = node.hasElse ? [...sides, 'else'] : sides;
  const block = `${all.join(' / ')} (line ${String(node.origin.line)})`;
  const none = `in none of: ${sides.join(', ')}`;
  return [
    ...node.options.map(({ call }, index) => ({
      block,
      chosen: sides[index] ?? '',
      why:
        call.helper.name === 'segment' ? `in segment ${sides[index] ?? ''}` : `the condition ${call.helper.name} holds`,
    })),
    { block, chosen: node.hasElse ? 'else' : null, why: none },
  ];
}
