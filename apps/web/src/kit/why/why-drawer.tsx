import { ActionIcon, Anchor, Drawer, Stack, Text, Tooltip } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { Link } from 'react-router';

import type { Message } from '../../api/messages';
import { Rich, t } from '../../messages';
import { sourcePath } from './source-path';
import { WhyPanel } from './why-panel';

/** Opens the reasons of one mail beside the list. */
export function WhyButton({ message, onAsk }: { message: Message; onAsk: (message: Message) => void }) {
  const label = t('why.askAbout', { subject: message.subject ?? t('why.noSubject') });
  return (
    <Tooltip label={t('why.ask')}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={() => onAsk(message)}>
        <IconHelpCircle size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function Source({ message: { source_kind: kind, source_id: id, source_name: name } }: { message: Message }) {
  const to = sourcePath(kind, id);
  if (to === undefined || name === null) return null;
  const source = (
    <Anchor component={Link} to={to} inherit>
      {name}
    </Anchor>
  );
  return (
    <Text c="dimmed" size="sm">
      <Rich id="why.from" values={{ source }} />
    </Text>
  );
}

/** Why one mail is where it is. */
export function WhyDrawer({ message, onClose }: { message: Message | undefined; onClose: () => void }) {
  return (
    <Drawer
      opened={message !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t('why.title')}
      closeButtonProps={{ 'aria-label': t('why.close') }}
    >
      {message && (
        <Stack gap="xs">
          <Source message={message} />
          <WhyPanel contact={message.contact_id} about={{ kind: 'message', id: message.id }} />
        </Stack>
      )}
    </Drawer>
  );
}
