import './import-words';

import { Anchor, Skeleton, Stack, Table, Text } from '@mantine/core';

import { importErrorsUrl, useImportErrors } from '../../api/imports';
import { ProblemNotice } from '../../kit/problem';
import { ScrollTable } from '../../kit/scroll-table';
import { t } from '../../messages';
import classes from './imports.module.css';

/** The rows that were left out and why, and the file to correct. */
export function ImportErrors({ id, count }: { id: number; count: number }) {
  const { data, error, refetch } = useImportErrors(id, count);
  if (error) return <ProblemNotice title={t('imports.errorsFailed')} error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={120} />;
  return (
    <Stack gap="xs">
      <Text c="dimmed">{t('imports.errorsHelp')}</Text>
      <Anchor href={importErrorsUrl(id)} download="errors.csv">
        {t('imports.download')}
      </Anchor>
      <div className={classes['table']}>
        <ScrollTable minWidth={520} label={t('imports.errors')}>
          <Table.Thead>
            <Table.Tr>
              {data.header.map((name) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.rows.map((row, index) => (
              <Table.Tr key={index}>
                {data.header.map((name, column) => (
                  <Table.Td key={name}>{row[column]}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </ScrollTable>
      </div>
      {count > data.rows.length && <Text c="dimmed">{t('imports.errorsShown', { count: data.rows.length })}</Text>}
    </Stack>
  );
}
