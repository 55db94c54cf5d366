import { Button, Group, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';

import { useEnrolments } from '../../api/automations';
import type { AutomationDocument, Enrolment } from '../../api/automations';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { t } from '../../messages';
import { exitWords } from './exit-words';
import { TestBadge } from './test-badge';
import { useStepWords } from './use-step-words';

const columnsWith = (nameOf: (step: string | null) => string | null): Column<Enrolment>[] => [
  {
    key: 'contact',
    header: t('automations.peopleColumns.contact'),
    cell: ({ name, email, contact_id, test }) => (
      <>
        {name ?? email ?? String(contact_id)} {test && <TestBadge />}
      </>
    ),
    card: 'title',
    width: 35,
  },
  {
    key: 'state',
    header: t('automations.peopleColumns.state'),
    cell: ({ state }) => <StateBadge state={state} />,
    card: 'aside',
  },
  {
    key: 'step',
    header: t('automations.peopleColumns.step'),
    cell: ({ step, error, exit_reason }) => error ?? exitWords(exit_reason) ?? nameOf(step),
    card: 'fact',
  },
  {
    key: 'due',
    header: t('automations.peopleColumns.due'),
    cell: ({ due_at }) => due_at !== null && <RelativeTime at={due_at} dimmed />,
  },
  {
    key: 'entered',
    header: t('automations.peopleColumns.entered'),
    cell: ({ entered_at }) => <RelativeTime at={entered_at} dimmed />,
    align: 'right',
  },
];

/** Who is in an automation, where, and until when. */
export function PeopleTable({ id, document }: { id: number; document: AutomationDocument }) {
  const wordsOf = useStepWords();
  // A run keeps the version that it entered with: a step that is gone since is called by its id.
  const nameOf = (step: string | null): string | null => {
    const found = step === null ? undefined : document.steps[step];
    if (!found) return step;
    return wordsOf(found).title;
  };
  const state = useTableState();
  const step = state.filter('step');
  const list = useEnrolments(id, { cursor: state.cursor, ...(step === '' ? {} : { step }) });
  const table = (
    <DataTable
      label={t('automations.people')}
      columns={columnsWith(nameOf)}
      list={list}
      state={state}
      rowKey={(run) => run.id}
      rowTo={({ contact_id }) => `/audience/${contact_id}`}
      isFiltered={step !== ''}
      empty={<EmptyState icon={IconUsers} sentence={t('automations.noPeople')} />}
    />
  );
  if (step === '') return table;
  return (
    <>
      <Group gap="xs" mb="sm">
        <Text>{t('automations.atStep', { step: nameOf(step) ?? step })}</Text>
        <Button size="compact-sm" variant="default" onClick={() => state.change({ step: '' })}>
          {t('automations.allSteps')}
        </Button>
      </Group>
      {table}
    </>
  );
}
