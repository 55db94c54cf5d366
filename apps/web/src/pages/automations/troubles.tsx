import './run-words';

import { Alert, Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';

import { useKeptOut } from '../../api/kept-out';
import { t } from '../../messages';

/** Says on every view that somebody does not get on, and leads to where it can be mended. */
export function Troubles({ id }: { id: number }) {
  const keptOut = (useKeptOut(id).data?.data ?? []).reduce((sum, { n }) => sum + n, 0);
  const lines = [keptOut > 0 && t('automationRuns.keptOut.title', { count: keptOut })].filter((line) => line !== false);
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
