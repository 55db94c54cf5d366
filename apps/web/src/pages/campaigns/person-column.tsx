import { Anchor } from '@mantine/core';
import { Link } from 'react-router';

import { Address } from '../../kit/address';
import type { Column } from '../../kit/data-table';
import { t } from '../../messages';

interface Person {
  contact_id: number;
  name: string | null;
  email: string | null;
}

/** Somebody by name, else by address, leading to their page. */
export function personColumn<Row extends Person>(): Column<Row> {
  return {
    key: 'person',
    header: t('campaigns.peopleColumns.person'),
    cell: ({ contact_id, name, email }) => (
      <Anchor component={Link} to={`/audience/${contact_id}`} inherit>
        <Address>{name ?? email ?? `#${contact_id}`}</Address>
      </Anchor>
    ),
    card: 'title',
  };
}
