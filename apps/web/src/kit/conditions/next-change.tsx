import { Text } from '@mantine/core';

import type { NextChange as Change } from '../../api/segment-life';
import { listOf, t } from '../../messages';
import { formatDateTime } from '../format';

function wordsOf({ at, member, because }: Change): string {
  const date = formatDateTime(at);
  if (because.length === 0) return t(member ? 'contact.entersOnBare' : 'contact.leavesOnBare', { date });
  return t(member ? 'contact.entersOn' : 'contact.leavesOn', { date, because: listOf(because) });
}

/** When and why somebody comes into a segment or leaves it without anything being done. */
export function NextChange({ change }: { change: Change }) {
  return (
    <Text size="xs" c="dimmed">
      {wordsOf(change)}
    </Text>
  );
}
