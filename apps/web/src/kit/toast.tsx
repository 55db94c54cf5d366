import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';

import { t } from '../messages';
import { adviceOf, reasonOf } from './problem';

const UNDO_MS = 10_000;

interface DoneOptions {
  /** Puts things back; offered for ten seconds. */
  undo?: () => void;
}

/** Says that something was done. */
function done(message: string, { undo }: DoneOptions = {}): void {
  if (!undo) {
    notifications.show({ message, color: 'tide' });
    return;
  }
  const id = notifications.show({
    color: 'tide',
    autoClose: UNDO_MS,
    withAutoCloseProgress: true,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text>{message}</Text>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {t('actions.undo')}
        </Button>
      </Group>
    ),
  });
}

/** Says what failed, why, and what to do; stays until it is closed. */
function failed(title: string, error: unknown): void {
  notifications.show({
    title,
    color: 'red',
    autoClose: false,
    role: 'alert',
    message: (
      <>
        {reasonOf(error)} {adviceOf(error)}
      </>
    ),
  });
}

/** Says something that needs care but is no failure of ours. */
function warn(message: string): void {
  notifications.show({ message, color: 'yellow', autoClose: false, role: 'alert' });
}

export const toast = { done, failed, warn };
