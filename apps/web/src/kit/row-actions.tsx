import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';

interface RowActionsProps {
  edit?: { label: string; onClick: () => void };
  remove?: { label: string; onClick: () => void };
}

/** The two things that are done to a row of a short list. */
export function RowActions({ edit, remove }: RowActionsProps) {
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {edit && (
        <Tooltip label={edit.label}>
          <ActionIcon variant="subtle" color="gray" aria-label={edit.label} onClick={edit.onClick}>
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {remove && (
        <Tooltip label={remove.label}>
          <ActionIcon variant="subtle" color="gray" aria-label={remove.label} onClick={remove.onClick}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}
