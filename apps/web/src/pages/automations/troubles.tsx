import './run-words';

import { Alert, Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';

import { useHeldGroups } from '../../api/held-runs';
import { useKeptOut } from '../../api/kept-out';
import { useStuckGroups } from '../../api/stuck-runs';
import { t } from '../../messages';

const sum = (groups: readonly { n: number }[] = []): number => groups.reduce((total, { n }) => total + n, 0);

/** Says on every view that somebody does not get on, and leads to where it can be mended. */
export function Troubles({ id }: { id: number }) {
  const stuck = sum(useStuckGroups(id).data?.data);
  const held = sum(useHeldGroups(id).data?.data);
  const keptOut = sum(useKeptOut(id).data?.data);
  const lines = [
    ...(stuck > 0 ? [t('automationRuns.troubles.stuck', { count: stuck })] : []),
    ...(held > 0 ? [t('automationRuns.troubles.held', { count: held })] : []),
    ...(keptOut > 0 ? [t('automationRuns.keptOut.title', { count: keptOut })] : []),
  ];
  if (lines.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" mb="md" role="status">
      {lines.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      <Anchor component={Link} to="?view=people">
        {t('automationRuns.troubles.open')}
      </Anchor>
    </Alert>
  );
}
