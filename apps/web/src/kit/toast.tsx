import { Button, Group, Text } from '@mantine/core';
import type { NotificationData } from '@mantine/notifications';

import { t } from '../messages';
import { adviceOf, reasonOf } from './problem';

const UNDO_MS = 10_000;

let toasts = 0;

interface DoneOptions {
  /** Puts things back; offered for ten seconds. */
  undo?: () => void;
}

/** What shows toasts is loaded with the first of them, so that no page waits for it. */
async function show(toast: NotificationData): Promise<void> {
  const { notifications } = await import('@mantine/notifications');
  notifications.show({ closeButtonProps: { 'aria-label': t('actions.dismiss') }, ...toast });
}

async function hide(id: string): Promise<void> {
  const { notifications } = await import('@mantine/notifications');
  notifications.hide(id);
}

/** Says that something was done. */
function done(message: string, { undo }: DoneOptions = {}): void {
  if (!undo) {
    void show({ message, color: 'tide' });
    return;
  }
  toasts += 1;
  const id = `undo-${toasts}`;
  void show({
    id,
    color: 'tide',
    autoClose: UNDO_MS,
    withAutoCloseProgress: true,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text>{message}</Text>
        <Button
          size="compact-sm"
          variant="light"
          // A long message wraps; the button keeps its word.
          flex="none"
          onClick={() => {
            void hide(id);
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
  void show({
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
  void show({ message, color: 'yellow', autoClose: false, role: 'alert' });
}

export const toast = { done, failed, warn };
