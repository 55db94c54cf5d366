import { conditionWords, type NameOf } from './condition-words.js';
import { code, duration, type Part } from './words.js';

type Words = (step: Part, nameOf: NameOf) => string;

const STEPS: Readonly<Record<string, Words>> = {
  send_email: ({ template }, nameOf) => `sends the mail "${nameOf('mail', template)}"`,
  wait: waitWords,
  wait_for: ({ condition, timeout }, nameOf) =>
    `waits until the contact ${conditionWords(condition, nameOf)}, for ${duration(timeout)} at most`,
  branch: ({ branches }, nameOf) => {
    const [first] = branches as readonly Part[];
    return `asks whether the contact ${conditionWords(first?.['condition'], nameOf)}`;
  },
  add_tag: ({ tag }) => `gives the tag ${code(tag)}`,
  remove_tag: ({ tag }) => `takes the tag ${code(tag)} off`,
  add_to_segment: ({ segment }, nameOf) => `puts the contact on the list "${nameOf('segment', segment)}"`,
  remove_from_segment: ({ segment }, nameOf) => `takes the contact off the list "${nameOf('segment', segment)}"`,
  unsubscribe: ({ topic }) => `ends the subscription to ${code(topic)}`,
  notify_sales: (step) => `writes an alert for the owner of the contact: ${workWords(step)}`,
  create_task: (step) => `writes a task for the owner of the contact: ${workWords(step)}`,
  goal: () => 'counts the contact as converted; the journey ends',
  exit: ({ reason }) => `ends the journey: ${String(reason)}`,
};

/** What one step of a recipe does. Throws for a kind of step that nobody has put into words yet. */
export function stepWords(step: Part, nameOf: NameOf): string {
  const words = STEPS[String(step['type'])];
  if (!words) throw new Error(`scripts/generate/recipes has no words for the step "${String(step['type'])}"`);
  return words(step, nameOf);
}

function waitWords({ for: time, until_field: field, offset, time: at }: Part): string {
  if (time !== undefined) return `waits ${duration(time)}`;
  const distance = String(offset).startsWith('-') ? 'before' : 'after';
  return `waits until ${duration(offset)} ${distance} the date in ${code(field)}, ${String(at)} where the contact lives`;
}

function workWords({ message, due, remind_every: every }: Part): string {
  return `${code(message)}. It is due within ${duration(due)}, and reminded of every ${duration(every).replace(/^1 /, '')} until it is done`;
}
