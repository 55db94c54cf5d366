import './pace-words';

import { Drawer, Skeleton, Stack, Text } from '@mantine/core';

import { useSenderPace } from '../../api/sender-pace';
import type { Sender } from '../../api/senders';
import { QueryView } from '../../kit/query-view';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { LimitsForm } from './limits-form';
import { PaceNow } from './sender-pace-now';
import { SlowDowns } from './sender-slow-downs';

function Content({ sender }: { sender: Sender }) {
  const maySet = useCan('settings.edit');
  return (
    <Stack gap="md">
      <QueryView query={useSenderPace(sender.id)} failed={t('pace.failed')} waiting={<Skeleton height={260} />}>
        {(pace) => (
          <>
            <SlowDowns sender={sender.id} list={pace.slow_downs} />
            <PaceNow pace={pace} />
          </>
        )}
      </QueryView>
      {maySet ? <LimitsForm key={sender.id} sender={sender} /> : <Text c="dimmed">{t('pace.readOnly')}</Text>}
    </Stack>
  );
}

/** How fast the mail of a sender leaves, what slows it down, and how fast it may. */
export function SenderPaceDrawer({ sender, onClose }: { sender: Sender | undefined; onClose: () => void }) {
  return (
    <Drawer
      opened={sender !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t('pace.title', { name: sender?.name ?? '' })}
      closeButtonProps={{ 'aria-label': t('pace.close') }}
    >
      {sender && <Content sender={sender} />}
    </Drawer>
  );
}
