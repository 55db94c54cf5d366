import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { nameOf, useContacts } from '../../api/contacts';
import type { Contact } from '../../api/contacts';
import { useStaticMember } from '../../api/segments';
import { toast } from '../../kit/toast';
import { t } from '../../messages';

const TYPING_PAUSE_MS = 200;

/** Finds a contact and puts it into a list that is kept by hand. */
export function AddMember({ segment }: { segment: number }) {
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text, TYPING_PAUSE_MS);
  const found = useContacts({ search: settled, limit: 10 }).data?.data ?? [];
  const member = useStaticMember(segment);
  const add = (id: string | null) => {
    const contact = found.find((each) => String(each.id) === id);
    if (!contact) return;
    setText('');
    member.mutate(
      { contact: contact.id, on: true },
      {
        onSuccess: () => toast.done(t('segments.memberAdded', { name: nameOf(contact) })),
        onError: (error) => toast.failed(t('segments.memberFailed'), error),
      },
    );
  };
  return (
    <Select
      aria-label={t('segments.addMember')}
      placeholder={t('segments.addMemberPlaceholder')}
      leftSection={<IconUserPlus size={16} aria-hidden />}
      data={found.map((contact) => ({ value: String(contact.id), label: nameOf(contact) }))}
      filter={({ options }) => options}
      searchable
      searchValue={text}
      onSearchChange={setText}
      value={null}
      onChange={add}
      maw={360}
    />
  );
}

/** Takes a contact out of a list, with undo. */
export function RemoveMember({ segment, contact }: { segment: number; contact: Contact }) {
  const member = useStaticMember(segment);
  const name = nameOf(contact);
  const set = (on: boolean, onDone?: () => void) => {
    member.mutate(
      { contact: contact.id, on },
      {
        ...(onDone ? { onSuccess: onDone } : {}),
        onError: (error) => toast.failed(t('segments.memberFailed'), error),
      },
    );
  };
  const label = t('segments.removeMember', { name });
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        onClick={() => set(false, () => toast.done(t('segments.memberRemoved', { name }), { undo: () => set(true) }))}
      >
        <IconUserMinus size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
