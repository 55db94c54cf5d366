import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';

import { nameOf, useContacts } from '../api/contacts';

const TYPING_PAUSE_MS = 200;

interface ContactSelectProps {
  label: string;
  placeholder: string;
  onChoose: (id: number) => void;
}

/** Finds a person by a piece of name or address; empties itself once somebody is chosen. */
export function ContactSelect({ label, placeholder, onChoose }: ContactSelectProps) {
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text, TYPING_PAUSE_MS);
  const found = useContacts({ search: settled, limit: 10 }).data?.data ?? [];
  return (
    <Select
      label={label}
      placeholder={placeholder}
      data={found.map((contact) => ({ value: String(contact.id), label: labelOf(contact) }))}
      filter={({ options }) => options}
      searchable
      searchValue={text}
      onSearchChange={setText}
      value={null}
      onChange={(id) => {
        if (id === null) return;
        setText('');
        onChoose(Number(id));
      }}
    />
  );
}

/** Two people may have one name. */
function labelOf(contact: Parameters<typeof nameOf>[0]): string {
  const name = nameOf(contact);
  return contact.email === null || contact.email === name ? name : `${name} · ${contact.email}`;
}
