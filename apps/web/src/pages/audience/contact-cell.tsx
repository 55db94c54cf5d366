import { Text } from '@mantine/core';

import { nameOf } from '../../api/contacts';
import type { Contact } from '../../api/contacts';
import { Address } from '../../kit/address';
import classes from './audience.module.css';

/** Name and address of a contact in one line. */
export function ContactCell({ contact }: { contact: Contact }) {
  const name = nameOf(contact);
  const address = contact.email ?? contact.external_id;
  return (
    <span className={classes['who']}>
      <span className="clip" title={name}>
        <Address>{name}</Address>
      </span>
      {address !== null && address !== name && (
        <Text span c="dimmed" className="clip" fw={400} title={address}>
          <Address>{address}</Address>
        </Text>
      )}
    </span>
  );
}
