import './import-words';

import { Button, Group, Select, Stack, Table, Text } from '@mantine/core';

import type { ImportColumn } from '../../api/imports';
import { ScrollTable } from '../../kit/scroll-table';
import { t } from '../../messages';
import classes from './imports.module.css';
import { EventConstants } from './option-fields';
import { LEAVE_OUT, problemOf, targetsFor } from './targets';
import type { Wizard } from './use-wizard';

function ColumnRow({ column, wizard }: { column: ImportColumn; wizard: Wizard }) {
  const target = wizard.mapping[column.name] ?? null;
  const samples = column.samples.filter((sample) => sample !== '').slice(0, 3);
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={500}>{column.name}</Text>
      </Table.Td>
      <Table.Td>
        <Text c="dimmed" className={classes['samples']}>
          {samples.length === 0 ? t('imports.noSample') : samples.join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={t('imports.becomesFor', { column: column.name })}
          data={[
            { value: LEAVE_OUT, label: t('imports.leaveOut') },
            ...targetsFor(wizard.kind, column.name, wizard.fields, column.target),
          ]}
          value={target ?? LEAVE_OUT}
          onChange={(next) => wizard.setTarget(column.name, next === LEAVE_OUT ? null : next)}
          allowDeselect={false}
          searchable
          size="xs"
        />
      </Table.Td>
    </Table.Tr>
  );
}

/** Second step: what each column means. */
export function ColumnsStep({ wizard }: { wizard: Wizard }) {
  const { columns, mapping, kind, options } = wizard;
  const problem = problemOf(kind, mapping, options.eventName);
  const used = columns.filter(({ name }) => (mapping[name] ?? null) !== null).length;
  return (
    <Stack gap="lg">
      <div className={classes['table']}>
        <ScrollTable minWidth={520} label={t('imports.steps.columns')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="25%">{t('imports.column')}</Table.Th>
              <Table.Th>{t('imports.samples')}</Table.Th>
              <Table.Th w="36%">{t('imports.becomes')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {columns.map((column) => (
              <ColumnRow key={column.name} column={column} wizard={wizard} />
            ))}
          </Table.Tbody>
        </ScrollTable>
      </div>
      {kind === 'events' && <EventConstants wizard={wizard} />}
      <Text c="dimmed">{t('imports.mapped', { count: used, total: columns.length })}</Text>
      {problem !== undefined && (
        <Text c="var(--td-warn-ink)" role="status">
          {problem}
        </Text>
      )}
      <Group>
        <Button variant="default" onClick={() => wizard.setStep(0)}>
          {t('imports.back')}
        </Button>
        <Button disabled={problem !== undefined} onClick={() => wizard.setStep(2)}>
          {t('imports.next')}
        </Button>
      </Group>
    </Stack>
  );
}
