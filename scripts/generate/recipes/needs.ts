import type { Recipe, RecipeSketch } from '#libs/recipes';
import { code, type Part } from './words.js';

const OWNERS = 'Owners of contacts, or somebody named in the questions; without either the administrators are told.';

/** What must be there so that a recipe works, a sentence each. */
export function needsOf(recipe: Recipe, { answers, document }: RecipeSketch): string[] {
  const steps = Object.values(document['steps'] as Readonly<Record<string, Part>>);
  const triggers = document['triggers'] as readonly Part[];
  const has = (...types: readonly string[]): boolean => steps.some(({ type }) => types.includes(String(type)));
  return [
    ...triggers.flatMap(triggerNeeds),
    ...eventNeeds(recipe, answers),
    ...valueNeeds(document),
    ...(has('send_email') ? mailNeeds(document) : []),
    ...(has('notify_sales', 'create_task') ? [OWNERS] : []),
  ];
}

function triggerNeeds({ type, field }: Part): string[] {
  if (type === 'page_viewed')
    return [`Visits of your pages as the event ${code('page_viewed')} with its ${code('path')}.`];
  if (type === 'date') return [`A date in the field ${code(field)} of the contacts.`];
  if (type !== 'segment_entered') return [];
  return [
    'Time: it takes in whoever comes into the segment after it was published. Those who are in it already are left alone, unless you put them in by hand.',
  ];
}

/** Each question for an event or a property of one is something that a shop, site or product must report. */
function eventNeeds({ asks }: Recipe, answers: RecipeSketch['answers']): string[] {
  return Object.entries(asks.shape).flatMap(([name, schema]) => {
    const { title = '', suggest } = (schema as { meta(): { title?: string; suggest?: Part } | undefined }).meta() ?? {};
    const answer = code(answers[name]);
    if (suggest?.['kind'] === 'event')
      return [`${title}: ${answer}, or as you call it, through ${code('POST /events')}.`];
    if (suggest?.['kind'] !== 'property') return [];
    return [
      `The property ${answer}, or another that tells the kinds apart, in ${code(answers[String(suggest['event'])])}.`,
    ];
  });
}

function valueNeeds(document: Part): string[] {
  const from = (document['goal'] as Part | undefined)?.['value_from'];
  if (typeof from !== 'string') return [];
  const [event] = from.split('.');
  return [
    `A ${code('value')}, and a ${code('currency')} when it is not yours, in ${code(event)}: conversions are summed by it.`,
  ];
}

function mailNeeds(document: Part): string[] {
  const { topic, quiet_hours: quiet } = document['sends'] as Part;
  const night = quiet
    ? `Between ${String((quiet as Part)['from'])} and ${String((quiet as Part)['to'])} where the contact lives they wait.`
    : 'They go at any hour.';
  return [`A sender, and contacts who are subscribed to ${code(topic)}: nobody else gets its mails. ${night}`];
}
