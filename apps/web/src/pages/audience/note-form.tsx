import { Button, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';

import { useAddNote } from '../../api/contacts';
import { toast } from '../../kit/toast';
import { t } from '../../messages';

const LONGEST_NOTE = 10_000;

/** Writes a note about a person; Ctrl-Enter adds it. */
export function NoteForm({ contact }: { contact: number }) {
  const [text, setText] = useState('');
  const note = useAddNote(contact);
  const isEmpty = text.trim() === '';
  const add = () => {
    if (isEmpty || note.isPending) return;
    note.mutate(text.trim(), {
      onSuccess: () => setText(''),
      onError: (error) => toast.failed(t('contact.noteFailed'), error),
    });
  };
  return (
    <Stack gap="xs">
      <Textarea
        aria-label={t('contact.note')}
        placeholder={t('contact.notePlaceholder')}
        value={text}
        maxLength={LONGEST_NOTE}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) add();
        }}
        autosize
        minRows={1}
        maxRows={8}
      />
      {!isEmpty && (
        <Button size="xs" loading={note.isPending} onClick={add} w="fit-content">
          {t('contact.addNote')}
        </Button>
      )}
    </Stack>
  );
}
