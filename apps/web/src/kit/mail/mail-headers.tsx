import './mail-words';

import { Table } from '@mantine/core';

import { t } from '../../messages';
import { ScrollTable } from '../scroll-table';

/** The header fields of a mail in their order. */
export function MailHeaders({ headers }: { headers: { name: string; value: string }[] }) {
  return (
    <ScrollTable label={t('mailbox.views.headers')} minWidth={480}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={150}>{t('mailbox.header')}</Table.Th>
          <Table.Th>{t('mailbox.value')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {headers.map(({ name, value }, index) => (
          <Table.Tr key={index}>
            <Table.Td>{name}</Table.Td>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </ScrollTable>
  );
}
