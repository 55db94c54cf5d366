import { ActionIcon, Group, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';

import { nameOf, useContact } from '../../api/contacts';
import { ContactSelect } from '../../kit/contact-select';
import type { ControlProps } from '../../kit/schema-form/control';
import { t } from '../../messages';

/** Whoever is gone since is called by the number. */
function Chosen({ id, onRemove }: { id: number; onRemove: () => void }) {
  const contact = useContact(id).data;
  const name = contact ? nameOf(contact) : `#${id}`;
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between">
      <Text className="clip" title={name}>
        {name}
      </Text>
      <ActionIcon variant="subtle" color="gray" aria-label={t('testContacts.remove', { name })} onClick={onRemove}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

/** A list of people, chosen by name. */
export function ContactsControl({ label, description, value, onChange, error }: ControlProps) {
  const ids = Array.isArray(value) ? value.filter((id): id is number => typeof id === 'number') : [];
  const write = (next: number[]) => onChange(next.length === 0 ? undefined : next);
  return (
    <Stack gap="xs">
      <ContactSelect
        label={label}
        placeholder={t('automations.whomPlaceholder')}
        onChoose={(id) => write([...new Set([...ids, id])])}
      />
      {description !== undefined && (
        <Text size="sm" c="dimmed">
          {description}
        </Text>
      )}
      {error !== undefined && (
        <Text size="sm" c="var(--td-bad-ink)" role="alert">
          {error}
        </Text>
      )}
      {ids.map((id) => (
        <Chosen key={id} id={id} onRemove={() => write(ids.filter((each) => each !== id))} />
      ))}
    </Stack>
  );
}
