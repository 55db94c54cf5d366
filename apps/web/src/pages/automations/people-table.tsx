import { Button, Group, Select, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';

import { useEnrolments } from '../../api/automations';
import type { AutomationDocument, Enrolment } from '../../api/automations';
import { Address } from '../../kit/address';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { t } from '../../messages';
import { exitWords } from './exit-words';
import { useCan } from '../../shell/permissions';
import { TestBadge } from './test-badge';
import { useStepWords } from './use-step-words';
import { useTakeOutDialog } from './use-take-out';

const columnsWith = (nameOf: (step: string | null) => string | null): Column<Enrolment>[] => [
  {
    key: 'contact',
    header: t('automations.peopleColumns.contact'),
    cell: ({ name, email, contact_id, test }) => (
      <>
        <Address>{name ?? email ?? String(contact_id)}</Address> {test && <TestBadge />}
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

const STATES = ['active', 'stuck', 'completed', 'converted', 'exited'] as const;

/** Who is in an automation, where, and until when. */
export function PeopleTable({ id, document }: { id: number; document: AutomationDocument }) {
  const wordsOf = useStepWords();
  const mayEdit = useCan('automations.edit');
  const takeOut = useTakeOutDialog();
  // A run keeps the version that it entered with: a step that is gone since is called by its id.
  const nameOf = (step: string | null): string | null => {
    const found = step === null ? undefined : document.steps[step];
    if (!found) return step;
    return wordsOf(found).title;
  };
  const state = useTableState();
  const [step, only] = [state.filter('step'), state.filter('state')];
  const filter = { ...(step === '' ? {} : { step }), ...(only === '' ? {} : { state: only }) };
  const list = useEnrolments(id, { cursor: state.cursor, ...filter });
  const takeOutOf = ({ contact_id, name, email, state: at }: Enrolment) => {
    if (!mayEdit || (at !== 'active' && at !== 'stuck')) return null;
    const called = name ?? email ?? `#${contact_id}`;
    return (
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        aria-label={t('automationRuns.takeOut.open', { name: called })}
        onClick={() => void takeOut({ id, name: document.name }, { id: contact_id, name: called })}
      >
        {t('automationRuns.takeOut.action')}
      </Button>
    );
  };
  return (
    <>
      <Group gap="xs" mb="sm">
        <Select
          aria-label={t('automations.peopleColumns.state')}
          placeholder={t('automations.allStates')}
          data={STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
          value={only === '' ? null : only}
          onChange={(value) => state.change({ state: value ?? '' })}
          clearable
          w={180}
        />
        {step !== '' && (
          <>
            <Text>{t('automations.atStep', { step: nameOf(step) ?? step })}</Text>
            <Button size="compact-sm" variant="default" onClick={() => state.change({ step: '' })}>
              {t('automations.allSteps')}
            </Button>
          </>
        )}
      </Group>
      <DataTable
        label={t('automations.people')}
        columns={columnsWith(nameOf)}
        list={list}
        state={state}
        rowKey={(run) => run.id}
        rowTo={({ contact_id }) => `/audience/${contact_id}`}
        rowActions={takeOutOf}
        isFiltered={step !== '' || only !== ''}
        empty={<EmptyState icon={IconUsers} sentence={t('automations.noPeople')} />}
      />
    </>
  );
}
