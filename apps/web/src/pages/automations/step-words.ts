import {
  IconArrowsSplit2,
  IconBell,
  IconBolt,
  IconClock,
  IconFlag,
  IconHourglass,
  IconMail,
  IconPencil,
  IconSpeakerphone,
  IconTag,
  IconTargetArrow,
  IconUserCheck,
  IconWebhook,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';

import type { Params } from '../../api/automations';
import { durationWords } from '../../kit/conditions/value-words';
import { t } from '../../messages';

const ICONS: Record<string, Icon> = {
  send_email: IconMail,
  wait: IconClock,
  wait_for: IconHourglass,
  branch: IconArrowsSplit2,
  split: IconArrowsSplit2,
  add_tag: IconTag,
  remove_tag: IconTag,
  set_field: IconPencil,
  notify_sales: IconBell,
  create_task: IconBell,
  assign_owner: IconUserCheck,
  goal: IconTargetArrow,
  exit: IconFlag,
  webhook: IconWebhook,
  sync_audience: IconSpeakerphone,
};

/** Parameters that hold a time like `2d`. */
const DURATIONS: ReadonlySet<string> = new Set(['for', 'timeout']);

export function iconOf(type: string): Icon {
  return ICONS[type] ?? IconBolt;
}

/** Parameters that name a document by its id. */
const DOCUMENTS = ['template', 'automation', 'segment', 'endpoint', 'audience'] as const;

type Names = Partial<Record<(typeof DOCUMENTS)[number] | 'user', (id: number) => string | undefined>>;

/** What tells this step from another of its kind: the tag, the time, the words of an alert, whom it calls. */
export function detailOf(step: Params, names: Names = {}): string {
  for (const name of DOCUMENTS) {
    const id = step[name];
    if (typeof id === 'number') return names[name]?.(id) ?? `#${id}`;
  }
  for (const name of ['tag', 'path', 'event', 'for', 'until_field', 'field', 'message', 'topic', 'timeout']) {
    const value = step[name];
    if (typeof value === 'string' && value !== '') return DURATIONS.has(name) ? durationWords(value) : value;
  }
  const url = step['url'];
  if (typeof url === 'string' && URL.canParse(url)) return new URL(url).host;
  const { to } = step;
  if (to === 'round_robin') return t('automations.repsInTurn');
  if (typeof to === 'number') return names.user?.(to) ?? `#${to}`;
  const until = step['until'] as { time?: unknown } | undefined;
  return typeof until?.time === 'string' ? until.time : '';
}
