import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

import { t } from '../messages';

const TYPING_PAUSE_MS = 250;

interface SearchInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A search field that tells its value when typing pauses; Esc empties it. */
export function SearchInput({ label, value, onChange }: SearchInputProps) {
  const [text, setText] = useState(value);
  const tell = useDebouncedCallback(onChange, TYPING_PAUSE_MS);
  // The address may change without typing: back, a link, "clear filters".
  useEffect(() => setText(value), [value]);
  const type = (next: string) => {
    setText(next);
    tell(next);
  };
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== '') type('');
      }}
      rightSection={
        text !== '' && <CloseButton size="sm" aria-label={t('actions.clearSearch')} onClick={() => type('')} />
      }
      miw={240}
      data-page-search
    />
  );
}
