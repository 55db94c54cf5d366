import { foldText } from '#libs/kernel';
import { z } from 'zod';
import { propertyTree } from '../../definition/params.js';
import { defineTrigger, type TriggerEvent } from '../define-trigger.js';
import { eventFacts } from '../event-facts.js';
import { didLately } from '../past-audience.js';

const TESTS = {
  is: (path: string, wanted: string) => path === wanted,
  starts_with: (path: string, wanted: string) => path.startsWith(wanted),
  contains: (path: string, wanted: string) => path.includes(wanted),
} as const;

export const pageViewed = defineTrigger({
  type: 'page_viewed',
  label: 'Page viewed',
  description: 'A contact opens a page of your site.',
  params: z.object({
    path: z
      .string()
      .min(1)
      .max(2_000)
      .optional()
      .meta({ title: 'Path', description: 'As in /pricing. Empty: any page.' }),
    op: z
      .enum(['is', 'starts_with', 'contains'])
      .optional()
      .meta({ title: 'Compare', description: 'Empty: the beginning of the path.' }),
    where: propertyTree.optional(),
  }),
  dimensions: () => ['event:page_viewed'],
  starts: ({ path, op = 'starts_with' }, { event }) => {
    if (!event) return false;
    const viewed = pathOf(event);
    return path === undefined || (viewed !== null && TESTS[op](foldText(viewed), foldText(path)));
  },
  past: ({ path, op = 'starts_with' }) => {
    if (path === undefined) return didLately('page_viewed');
    const onPath = { property: 'path', op, value: path };
    return didLately('page_viewed', { any: [onPath, { property: 'url', op: 'contains', value: path }] });
  },
  describe: (_params, cause) => eventFacts(cause),
});

/** The event's `path`, else the path of its `url`. */
function pathOf({ properties }: TriggerEvent): string | null {
  const { path, url } = properties;
  if (typeof path === 'string') return path;
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).pathname : null;
}
