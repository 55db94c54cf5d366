import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';

import { nameOf, useContact, useContacts } from '../../api/contacts';
import { t } from '../../messages';

const TYPING_PAUSE_MS = 200;

/** Finds somebody by typing; whoever is chosen stays to be read. */
export function ContactChoice({ value, onChange }: { value: number | undefined; onChange: (id: number) => void }) {
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text, TYPING_PAUSE_MS);
  const found = useContacts({ search: settled, limit: 10 }).data?.data ?? [];
  return (
    <>
      <Select
        label={t('automations.whom')}
        placeholder={t('automations.whomPlaceholder')}
        data={found.map((contact) => ({ value: String(contact.id), label: nameOf(contact) }))}
        filter={({ options }) => options}
        searchable
        searchValue={text}
        onSearchChange={setText}
        value={null}
        onChange={(id) => {
          if (id === null) return;
          setText('');
          onChange(Number(id));
        }}
      />
      {value !== undefined && <Chosen id={value} />}
    </>
  );
}

function Chosen({ id }: { id: number }) {
  const contact = useContact(id).data;
  return contact ? <strong>{nameOf(contact)}</strong> : null;
}
