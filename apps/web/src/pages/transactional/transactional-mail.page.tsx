import './transactional-words';

import { Button, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';

import { messageCopyUrl, useMessage } from '../../api/messages';
import type { MessageDetail } from '../../api/messages';
import classes from '../../kit/mail/mail.module.css';
import { Page as Skeleton, Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { useRouteId } from '../../kit/route-id';
import { StateBadge } from '../../kit/state-badge';
import { stateOf } from '../../kit/why/message-state';
import { WhyPanel } from '../../kit/why/why-panel';
import { t } from '../../messages';
import { MailCopy } from './mail-copy';
import { MailFacts } from './mail-facts';
import { subjectOf } from './subject-of';

function Download({ id }: { id: number }) {
  return (
    <Button
      component="a"
      href={messageCopyUrl(id)}
      download={`message-${id}.eml`}
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {t('transactional.download')}
    </Button>
  );
}

function MailView({ message }: { message: MessageDetail }) {
  const { id, contact_id: contact, recipient, copy } = message;
  return (
    <Skeleton
      title={subjectOf(message)}
      badge={<StateBadge state={stateOf(message)} />}
      back={{ to: '/transactional', label: t('transactional.title') }}
      {...(copy === null ? {} : { actions: <Download id={id} /> })}
    >
      <div className={classes['top']}>
        <MailCopy message={message} />
        <Stack gap="lg">
          <Section>
            <MailFacts message={message} />
          </Section>
          {recipient !== null && (
            <Section title={t('transactional.why')}>
              <WhyPanel contact={contact} about={{ kind: 'message', id }} isShown={copy !== null} />
            </Section>
          )}
        </Stack>
      </div>
    </Skeleton>
  );
}

export function Page() {
  const message = useMessage(useRouteId());
  return (
    <QueryView query={message} failed={t('transactional.failed')}>
      {(data) => <MailView message={data} />}
    </QueryView>
  );
}
