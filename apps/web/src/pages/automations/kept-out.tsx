import './run-words';

import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { Fragment } from 'react';
import { Link } from 'react-router';

import { useKeptOut, useResolveKeptOut } from '../../api/kept-out';
import type { KeptOutRemedy, NamedAutomation } from '../../api/kept-out';
import { RelativeTime } from '../../kit/relative-time';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';

const nameOf = ({ id, name }: NamedAutomation): string => name ?? t('automationRuns.keptOut.gone', { id });

/** The automations one after the other, back to the first. */
export function Circle({ circle }: { circle: readonly NamedAutomation[] }) {
  return (
    <Text>
      {[...circle, ...circle.slice(0, 1)].map((automation, index) => (
        <Fragment key={index}>
          {index > 0 && ' → '}
          <Anchor component={Link} to={`/automations/${automation.id}`}>
            {nameOf(automation)}
          </Anchor>
        </Fragment>
      ))}
    </Text>
  );
}

/** Those who were not taken in because automations set each other off without end, and what can be done about it. */
export function KeptOut({ id }: { id: number }) {
  const mayEdit = useCan('automations.edit');
  const groups = useKeptOut(id).data?.data ?? [];
  const resolve = useResolveKeptOut(id);
  const run = (remedy: KeptOutRemedy) =>
    resolve.mutate(remedy, {
      onSuccess: ({ changed }) => toast.done(t(`automationRuns.keptOut.done.${remedy}`, { count: changed })),
      onError: (error) => toast.failed(t('automationRuns.keptOut.failed'), error),
    });
  if (groups.length === 0) return null;
  const count = groups.reduce((sum, { n }) => sum + n, 0);
  return (
    <Alert color="yellow" variant="light" mb="md" title={t('automationRuns.keptOut.title', { count })}>
      <Stack gap="xs">
        <Text>{t('automationRuns.keptOut.why')}</Text>
        {groups.map(({ circle, last }) => (
          <div key={circle.map((each) => each.id).join()}>
            <Circle circle={circle} />
            <Text size="sm">
              {t('automationRuns.keptOut.last')} <RelativeTime at={last} />
            </Text>
          </div>
        ))}
        {mayEdit && (
          <Group gap="xs">
            {(['enter', 'dismiss'] as const).map((remedy) => (
              <Button key={remedy} variant="default" loading={resolve.isPending} onClick={() => run(remedy)}>
                {t(`automationRuns.keptOut.${remedy}`)}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
