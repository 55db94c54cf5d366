import { ActionIcon, Anchor, Group, Text, Tooltip } from '@mantine/core';
import { IconExternalLink, IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { messageViewUrl, useMessages } from '../../api/messages';
import type { Message } from '../../api/messages';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { formatDateTime } from '../../kit/format';
import { Section } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { reasonWords } from '../../kit/why/fact-words';
import { stateOf } from '../../kit/why/message-state';
import { sourcePath } from '../../kit/why/source-path';
import { WhyButton, WhyDrawer } from '../../kit/why/why-drawer';
import { t, tOr } from '../../messages';

const SHOWN = 10;

function Because({ message }: { message: Message }) {
  const { status, reason, response, due_at } = message;
  const waits = status === 'pending' || status === 'deferred';
  const because =
    status === 'sent' || reason === null
      ? (response ?? '')
      : tOr(`campaigns.reasons.${reason}`, response ?? reasonWords(reason));
  return (
    <>
      {because !== '' && (
        <Text inherit lineClamp={2} title={because}>
          {because}
        </Text>
      )}
      {waits && (
        <Text size="xs" c="dimmed">
          {t('contact.mailDue', { when: formatDateTime(due_at) })}
        </Text>
      )}
    </>
  );
}

function Source({ message }: { message: Message }) {
  const { source_kind: kind, source_id: id, source_name: name } = message;
  const to = sourcePath(kind, id);
  const words = name ?? tOr(`contact.mailSources.${kind}`, kind);
  if (to === undefined || name === null) return words;
  return (
    <Anchor component={Link} to={to} inherit>
      {words}
    </Anchor>
  );
}

const columns: Column<Message>[] = [
  {
    key: 'subject',
    header: t('contact.mailColumns.subject'),
    cell: ({ subject }) => subject ?? t('why.noSubject'),
    card: 'title',
    width: 26,
  },
  {
    key: 'status',
    header: t('contact.mailColumns.status'),
    cell: (message) => <StateBadge state={stateOf(message)} />,
    card: 'aside',
  },
  {
    key: 'why',
    header: t('contact.mailColumns.why'),
    cell: (message) => <Because message={message} />,
    card: 'fact',
    width: 26,
  },
  {
    key: 'source',
    header: t('contact.mailColumns.source'),
    cell: (message) => <Source message={message} />,
    card: 'fact',
    width: 18,
  },
  {
    key: 'at',
    header: t('contact.mailColumns.at'),
    cell: ({ sent_at, created_at }) => <RelativeTime at={sent_at ?? created_at} dimmed />,
    align: 'right',
  },
];

function ViewLink({ message }: { message: Message }) {
  const { id, status, template_id, subject } = message;
  if (template_id === null || (status !== 'sent' && status !== 'unknown')) return null;
  const label = t('why.viewMailOf', { subject: subject ?? t('why.noSubject') });
  return (
    <Tooltip label={t('why.viewMailHelp')}>
      <ActionIcon
        component="a"
        href={messageViewUrl(id)}
        target="_blank"
        rel="noopener"
        variant="subtle"
        color="gray"
        aria-label={label}
      >
        <IconExternalLink size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** All mails to a person, whoever sent them, and why each is where it is. */
export function ContactMails({ id }: { id: number }) {
  const state = useTableState();
  const list = useMessages({ contact: id, cursor: state.cursor, limit: SHOWN });
  const [asked, ask] = useState<Message>();
  return (
    <Section title={t('contact.mails')} padding="flush">
      <DataTable
        label={t('contact.mails')}
        columns={columns}
        list={list}
        state={state}
        rowKey={(message) => message.id}
        rowActions={(message) => (
          <Group gap={2} wrap="nowrap" justify="flex-end">
            <ViewLink message={message} />
            <WhyButton message={message} onAsk={ask} />
          </Group>
        )}
        empty={<EmptyState icon={IconMail} sentence={t('contact.noMails')} />}
      />
      <WhyDrawer message={asked} onClose={() => ask(undefined)} />
    </Section>
  );
}
