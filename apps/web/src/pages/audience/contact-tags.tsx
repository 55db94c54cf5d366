import { Autocomplete, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { useTagContact } from '../../api/contacts';
import type { Contact } from '../../api/contacts';
import { useTagColours, useTags } from '../../api/tags';
import { Label } from '../../kit/label';
import { Section } from '../../kit/page';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';

function AddTag({ contact, onAdd }: { contact: Contact; onAdd: (tag: string) => void }) {
  const known = useTags().data?.data ?? [];
  const [text, setText] = useState('');
  const add = (tag: string) => {
    setText('');
    if (tag.trim() !== '') onAdd(tag.trim());
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add(text);
      }}
    >
      <Autocomplete
        aria-label={t('contact.addTag')}
        placeholder={t('contact.addTag')}
        leftSection={<IconPlus size={14} aria-hidden />}
        size="xs"
        maxLength={200}
        data={known.map(({ name }) => name).filter((name) => !contact.tags.includes(name))}
        value={text}
        onChange={setText}
        onOptionSubmit={add}
      />
    </form>
  );
}

/** The tags of a person: seen, added, removed with undo. */
export function ContactTags({ contact }: { contact: Contact }) {
  const change = useTagContact(contact.id);
  const colourOf = useTagColours();
  const mayEdit = useCan('audience.edit');
  const set = (tag: string, on: boolean, onDone?: () => void) => {
    change.mutate(
      { tag, on },
      {
        onError: (error) => toast.failed(t('contact.tagFailed'), error),
        ...(onDone ? { onSuccess: onDone } : {}),
      },
    );
  };
  const remove = (tag: string) => {
    set(tag, false, () => toast.done(t('contact.tagRemoved', { tag }), { undo: () => set(tag, true) }));
  };
  return (
    <Section title={t('contact.tags')}>
      <Stack gap="sm">
        {contact.tags.length === 0 && <Text c="dimmed">{t('contact.noTags')}</Text>}
        {contact.tags.length > 0 && (
          <Group gap={6}>
            {contact.tags.map((tag) => (
              <Label key={tag} name={tag} color={colourOf(tag)} onRemove={mayEdit ? () => remove(tag) : undefined} />
            ))}
          </Group>
        )}
        {mayEdit && <AddTag contact={contact} onAdd={(tag) => set(tag, true)} />}
      </Stack>
    </Section>
  );
}
