import { IconMailOff } from '@tabler/icons-react';
import { useState } from 'react';

import { useRemoveSuppression, useSuppressions } from '../../api/returned-mail';
import type { Suppression } from '../../api/returned-mail';
import { Address } from '../../kit/address';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Section } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { RowActions } from '../../kit/row-actions';
import { useRemoveDialog } from '../../kit/use-remove-dialog';
import { t, tOr } from '../../messages';
import { useCan } from '../../shell/permissions';
import { Button, Group, Text } from '@mantine/core';

const columns: Column<Suppression>[] = [
  {
    key: 'email',
    header: t('suppressions.columns.email'),
    cell: ({ email }) => <Address>{email}</Address>,
    card: 'title',
    width: 30,
  },
  {
    key: 'why',
    header: t('suppressions.columns.why'),
    cell: ({ reason, source }) => (
      <>
        {tOr(`suppressions.reasons.${reason}`, reason.replaceAll('_', ' '))}
        {source !== null && (
          <Text size="sm" c="dimmed" lineClamp={2}>
            {source}
          </Text>
        )}
      </>
    ),
    card: 'fact',
    width: 44,
  },
  {
    key: 'since',
    header: t('suppressions.columns.since'),
    cell: ({ created_at }) => <RelativeTime at={created_at} />,
    card: 'aside',
  },
];

/** Addresses that get no mail, and why. */
export function Suppressions() {
  const [trail, setTrail] = useState<string[]>([]);
  const list = useSuppressions(trail.at(-1) ?? '');
  const ask = useRemoveDialog(useRemoveSuppression());
  const mayEdit = useCan('mailing.edit');
  const next = list.data?.next_cursor ?? null;
  const remove = ({ id, email }: Suppression) =>
    void ask(id, {
      title: t('suppressions.removeTitle', { email }),
      body: t('suppressions.removeBody'),
      action: t('suppressions.removeAction'),
      done: t('suppressions.removed', { email }),
      failed: t('suppressions.removeFailed', { email }),
    });
  return (
    <Section title={t('suppressions.title')} padding="flush">
      <DataTable
        label={t('suppressions.title')}
        columns={columns}
        list={list}
        rowKey={({ id }) => id}
        {...(mayEdit
          ? {
              rowActions: (each: Suppression) => (
                <RowActions
                  remove={{ label: t('suppressions.remove', { email: each.email }), onClick: () => remove(each) }}
                />
              ),
            }
          : {})}
        empty={<EmptyState icon={IconMailOff} sentence={t('suppressions.none')} help="returned-mail" />}
      />
      {(trail.length > 0 || next !== null) && (
        <Group p="md">
          <Button variant="default" disabled={trail.length === 0} onClick={() => setTrail(trail.slice(0, -1))}>
            {t('suppressions.newer')}
          </Button>
          <Button
            variant="default"
            disabled={next === null}
            onClick={() => next !== null && setTrail([...trail, next])}
          >
            {t('suppressions.older')}
          </Button>
        </Group>
      )}
    </Section>
  );
}
