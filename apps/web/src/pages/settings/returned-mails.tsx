import { ActionIcon, Anchor, Code, Group, Modal, SegmentedControl, Skeleton, Text, Tooltip } from '@mantine/core';
import { IconCode, IconMailCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { useReturnedMails, useReturnedSource, useReturnSources } from '../../api/returned-mail';
import type { ReturnedMail } from '../../api/returned-mail';
import { Address } from '../../kit/address';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { fill, t, tOr } from '../../messages';
import { whyReturned } from './why-returned';
import classes from './settings.module.css';

/** Of a mail of ours one of these is known otherwise. */
function isErased({ message_id: message, address, from, effect_address: email }: ReturnedMail): boolean {
  return message !== null && address === null && from === null && email === null;
}

function About({ mail }: { mail: ReturnedMail }) {
  const { message_id: message, contact_id: contact, address, from } = mail;
  const shown = <Address>{address ?? from ?? t('returnedMail.noAddress')}</Address>;
  if (message === null) {
    return (
      <Group gap="xs">
        {shown}
        <StateBadge state="not_ours" tone="warn" />
      </Group>
    );
  }
  if (contact === null || contact === 0 || isErased(mail)) return shown;
  return (
    <Anchor component={Link} to={`/audience/${contact}`}>
      {shown}
    </Anchor>
  );
}

/** What came of it, by name where the report names another address than the mail went to. */
function effectOf(mail: ReturnedMail): string {
  const { effect, effect_address: email, address, message_id: message } = mail;
  if (isErased(mail)) return t('returnedMail.effects.erased');
  if (message === null || effect === null || effect === 'none') return '';
  if (email === null) return tOr(`returnedMail.effects.unknown.${effect}`, '');
  if (email === address) return tOr(`returnedMail.effects.same.${effect}`, '');
  return fill(`returnedMail.effects.other.${effect}`, { email })?.text ?? '';
}

function Why({ mail }: { mail: ReturnedMail }) {
  const effect = effectOf(mail);
  return (
    <>
      {whyReturned(mail)}
      {effect !== '' && (
        <Text span display="block" size="xs" c="dimmed">
          {effect}
        </Text>
      )}
    </>
  );
}

const columns: Column<ReturnedMail>[] = [
  {
    key: 'about',
    header: t('returnedMail.columns.about'),
    cell: (mail) => <About mail={mail} />,
    card: 'title',
    width: 30,
  },
  {
    key: 'kind',
    header: t('returnedMail.columns.kind'),
    cell: ({ kind }) => tOr(`returnedMail.kinds.${kind}`, kind),
    card: 'fact',
  },
  { key: 'why', header: t('returnedMail.columns.why'), cell: (mail) => <Why mail={mail} />, card: 'fact', width: 32 },
  {
    key: 'at',
    header: t('returnedMail.columns.at'),
    cell: ({ received_at }) => <RelativeTime at={received_at} />,
    card: 'aside',
  },
];

function Source({ id }: { id: number }) {
  const raw = useReturnedSource(id);
  return (
    <QueryView query={raw} failed={t('returnedMail.sourceFailed')} waiting={<Skeleton height={300} />}>
      {(text) => (
        <Code block className={classes['source']} tabIndex={0}>
          {text === '' ? t('returnedMail.sourceGone') : text}
        </Code>
      )}
    </QueryView>
  );
}

/** Without a way back the silence is no good news. */
function Nothing() {
  const sources = useReturnSources().data;
  const isCutOff = sources?.listener_port === null && !sources.data.some(({ enabled }) => enabled);
  return (
    <EmptyState
      icon={IconMailCheck}
      sentence={isCutOff ? t('returnedMail.noWay') : t('returnedMail.nothing')}
      help="returned-mail"
    />
  );
}

/** What came back lately, and what of it belongs to no mail of ours. */
export function ReturnedMails() {
  const state = useTableState();
  const [opened, setOpened] = useState<number>();
  const matched = state.filter('matched');
  const list = useReturnedMails({ matched, cursor: state.cursor });
  return (
    <Section
      title={t('returnedMail.cameBack')}
      padding="flush"
      {...(matched === 'false' ? { description: t('returnedMail.unmatchedHelp') } : {})}
      actions={
        <SegmentedControl
          aria-label={t('returnedMail.which')}
          w="fit-content"
          data={[
            { value: '', label: t('returnedMail.all') },
            { value: 'true', label: t('returnedMail.matched') },
            { value: 'false', label: t('returnedMail.unmatched') },
          ]}
          value={matched}
          onChange={(next) => state.change({ matched: next })}
        />
      }
    >
      <DataTable
        label={t('returnedMail.cameBack')}
        columns={columns}
        list={list}
        rowKey={({ id }) => id}
        state={state}
        isFiltered={matched !== ''}
        rowActions={({ id }) => (
          <Tooltip label={t('returnedMail.source')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('returnedMail.source')}
              onClick={() => setOpened(id)}
            >
              <IconCode size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        empty={<Nothing />}
      />
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title={t('returnedMail.source')}
        size="xl"
      >
        {opened !== undefined && <Source id={opened} />}
      </Modal>
    </Section>
  );
}
