import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import type { MessageDetail } from '../../api/messages';
import { Address } from '../../kit/address';
import { formatDateTime } from '../../kit/format';
import classes from '../../kit/mail/mail.module.css';
import { RelativeTime } from '../../kit/relative-time';
import { t } from '../../messages';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Recipient({ message: { recipient, contact_id: contact } }: { message: MessageDetail }) {
  if (recipient === null) return t('transactional.gone');
  return (
    <>
      <Address>{recipient}</Address>
      <br />
      <Anchor component={Link} to={`/audience/${contact}`} inherit>
        {t('transactional.contact')}
      </Anchor>
    </>
  );
}

function Template({ message: { template_id: id, template_name: name } }: { message: MessageDetail }) {
  if (name === null) return t('transactional.noTemplate', { id: id ?? 0 });
  return (
    <Anchor component={Link} to={`/templates/${id}`} inherit>
      {name}
    </Anchor>
  );
}

function Kept({ copy }: { copy: NonNullable<MessageDetail['copy']> }) {
  return (
    <>
      {formatDateTime(copy.until)}
      <Text size="xs" c="dimmed">
        {t('transactional.keptHelp')}
      </Text>
    </>
  );
}

/** What the ledger knows about the mail. */
export function MailFacts({ message }: { message: MessageDetail }) {
  const { created_at: asked, sent_at: sent, message_id: messageId, copy } = message;
  return (
    <dl className={classes['facts']}>
      <Fact name={t('transactional.to')}>
        <Recipient message={message} />
      </Fact>
      <Fact name={t('transactional.template')}>
        <Template message={message} />
      </Fact>
      <Fact name={t('transactional.asked')}>
        <RelativeTime at={asked} />
      </Fact>
      {sent !== null && (
        <Fact name={t('transactional.sent')}>
          <RelativeTime at={sent} />
        </Fact>
      )}
      {messageId !== null && <Fact name={t('transactional.messageId')}>{messageId}</Fact>}
      {copy !== null && (
        <Fact name={t('transactional.kept')}>
          <Kept copy={copy} />
        </Fact>
      )}
    </dl>
  );
}
