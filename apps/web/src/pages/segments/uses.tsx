import { Group, Text } from '@mantine/core';
import { Link } from 'react-router';

import type { SegmentUse } from '../../api/segments';
import { StateBadge } from '../../kit/state-badge';
import { tOr } from '../../messages';
import classes from './segments.module.css';

const PAGES: Record<string, string> = {
  segment: '/segments',
  template: '/templates',
  campaign: '/campaigns',
  automation: '/automations',
};

/** The documents that use a segment, each with its state and a way to it. */
export function Uses({ uses }: { uses: SegmentUse[] }) {
  return (
    <ul className={classes['uses']}>
      {uses.map(({ kind, id, name, status }) => (
        <li key={`${kind}:${id}`}>
          <Group gap="xs">
            <Text c="dimmed">{tOr(`documents.${kind}`, kind)}</Text>
            <Link to={`${PAGES[kind] ?? ''}/${id}`} className={classes['moveName']}>
              {name ?? `#${id}`}
            </Link>
            {status !== null && <StateBadge state={status} />}
          </Group>
        </li>
      ))}
    </ul>
  );
}
