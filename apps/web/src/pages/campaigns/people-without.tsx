import { Anchor, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUsers } from '@tabler/icons-react';

import { usePeopleWithout } from '../../api/campaigns';
import type { PersonWithout, PreflightProblem } from '../../api/campaigns';
import { Address } from '../../kit/address';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { t } from '../../messages';
import { personColumn } from './person-column';
import { usePages } from './use-pages';

const columns: Column<PersonWithout>[] = [
  personColumn(),
  {
    key: 'email',
    header: t('campaigns.peopleColumns.email'),
    cell: ({ email }) => <Address>{email ?? ''}</Address>,
  },
];

function People({ id, value }: { id: number; value: string }) {
  const pages = usePages();
  return (
    <DataTable
      label={t('campaigns.people')}
      columns={columns}
      list={usePeopleWithout(id, value, pages.cursor)}
      state={pages}
      rowKey={(person) => person.contact_id}
      empty={<EmptyState icon={IconUsers} sentence={t('campaigns.noPeople')} />}
    />
  );
}

/** Leads to those of the audience for whom a value of the mail is empty. */
export function PeopleWithout({ id, lacking }: { id: number; lacking: NonNullable<PreflightProblem['lacking']> }) {
  const [opened, { open, close }] = useDisclosure(false);
  const { value, people } = lacking;
  return (
    <>
      <Anchor component="button" type="button" w="fit-content" onClick={open}>
        {t('campaigns.showWithout', { count: people })}
      </Anchor>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size="lg"
        title={t('campaigns.without', { value: value.replaceAll(',', ', ') })}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {opened && <People id={id} value={value} />}
      </Drawer>
    </>
  );
}
