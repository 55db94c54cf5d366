import { Button, getDefaultZIndex, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { createContext, use, useState } from 'react';
import type { ReactNode } from 'react';
import { Address } from './address';

import { Rich, t } from '../messages';

export interface ConfirmRequest {
  /** The question, with the name of what it touches. */
  title: string;
  /** What will happen, and to how many. */
  body: ReactNode;
  /** The verb on the button, like "Delete 3 tags". */
  action: string;
  dangerous?: boolean;
  /** Only for what can't be undone: the word that must be typed. */
  typeToConfirm?: string;
}

type Ask = (request: ConfirmRequest) => Promise<boolean>;

interface Pending extends ConfirmRequest {
  answer: (yes: boolean) => void;
}

const ConfirmContext = createContext<Ask | undefined>(undefined);

/** `if (await confirm({ … }))`: asks in a dialog that names what will happen. */
export function useConfirm(): Ask {
  const ask = use(ConfirmContext);
  if (!ask) throw new Error('useConfirm needs a ConfirmProvider above it');
  return ask;
}

function ConfirmBody({ pending, onAnswer }: { pending: Pending; onAnswer: (yes: boolean) => void }) {
  const [typed, setTyped] = useState('');
  const word = pending.typeToConfirm;
  const allowed = word === undefined || typed.trim() === word;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (allowed) onAnswer(true);
      }}
    >
      <Stack>
        <Text component="div">{pending.body}</Text>
        {word !== undefined && (
          <TextInput
            label={<Rich id="confirm.type" values={{ word: <strong>{word}</strong> }} />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onAnswer(false)}>
            {t('actions.cancel')}
          </Button>
          <Button
            type="submit"
            disabled={!allowed}
            {...(pending.dangerous === true ? { color: 'red' } : {})}
            {...(word === undefined ? { 'data-autofocus': true } : {})}
          >
            {pending.action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [pending, setPending] = useState<Pending>();
  const ask: Ask = (request) => new Promise((resolve) => setPending({ ...request, answer: resolve }));
  const answer = (yes: boolean) => {
    pending?.answer(yes);
    setPending(undefined);
  };
  return (
    <ConfirmContext value={ask}>
      {children}
      <Modal
        opened={pending !== undefined}
        onClose={() => answer(false)}
        title={<Address>{pending?.title ?? ''}</Address>}
        // Above the drawer that asks: of the same height, what was mounted later would cover it.
        zIndex={getDefaultZIndex('popover')}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {pending && <ConfirmBody pending={pending} onAnswer={answer} />}
      </Modal>
    </ConfirmContext>
  );
}
