import type { Flow, FlowBox } from './flow.js';

const QUESTIONS = new Set(['branch', 'wait_for']);

/** The picture as a Mermaid flow chart, which GitHub and most readers of Markdown draw. */
export function toMermaid({ boxes, lines }: Flow): string {
  const names = new Map(boxes.map(({ id }, index) => [id, `s${String(index)}`]));
  return [
    'flowchart TD',
    ...boxes.map((box) => `  ${names.get(box.id) ?? ''}${shapeOf(box)}`),
    ...lines.map(({ from, to, label }) => {
      const arrow = label === '' ? '-->' : `-->|${label}|`;
      return `  ${names.get(from) ?? ''} ${arrow} ${names.get(to) ?? ''}`;
    }),
  ].join('\n');
}

function shapeOf({ type, label }: FlowBox): string {
  const words = `"${label.replaceAll('"', '#quot;')}"`;
  if (type === 'trigger') return `([${words}])`;
  return QUESTIONS.has(type) ? `{${words}}` : `[${words}]`;
}
