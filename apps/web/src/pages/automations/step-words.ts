import {
  IconArrowsSplit2,
  IconBell,
  IconBolt,
  IconClock,
  IconFlag,
  IconHourglass,
  IconMail,
  IconPencil,
  IconTag,
  IconTargetArrow,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';

import type { Params } from '../../api/automations';
import { durationWords } from '../../kit/conditions/describe';

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
  goal: IconTargetArrow,
  exit: IconFlag,
};

/** Parameters that hold a time like `2d`. */
const DURATIONS: ReadonlySet<string> = new Set(['for', 'timeout']);

export function iconOf(type: string): Icon {
  return ICONS[type] ?? IconBolt;
}

/** What tells this step from another of its kind: the tag, the time, the words of an alert. */
export function detailOf(step: Params, names: { template: (id: number) => string | undefined }): string {
  if (step.type === 'send_email' && typeof step['template'] === 'number') {
    return names.template(step['template']) ?? String(step['template']);
  }
  for (const name of ['tag', 'path', 'event', 'for', 'until_field', 'field', 'message', 'topic', 'timeout']) {
    const value = step[name];
    if (typeof value === 'string' && value !== '') return DURATIONS.has(name) ? durationWords(value) : value;
  }
  return '';
}
