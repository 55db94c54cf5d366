import './webhook-words';

import { ActionIcon, Anchor, Code, Group, Modal, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconCode, IconPlugConnected, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { useDeliveries, useEndpoints, useReplay } from '../../api/webhooks';
import type { WebhookDelivery } from '../../api/webhooks';
import { Address } from '../../kit/address';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { FilterBar, Section } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { toast } from '../../kit/toast';
import { t } from '../../messages';

const STATUSES = ['pending', 'held', 'delivered', 'failed', 'skipped'] as const;

function Target({ call }: { call: WebhookDelivery }) {
  const endpoints = useEndpoints().data?.data ?? [];
  const name = endpoints.find(({ id }) => id === call.endpoint_id)?.name;
  return <span className="clip">{name ?? call.url}</span>;
}

/** What the program said, or what stood in the way. */
function Outcome({ call: { error, response_status: status } }: { call: WebhookDelivery }) {
  if (error !== null) return error;
  return status === null ? '' : String(status);
}

const columns: Column<WebhookDelivery>[] = [
  {
    key: 'about',
    header: t('webhooks.columns.about'),
    cell: ({ contact_id: id, email }) => (
      <Anchor component={Link} to={`/audience/${id}`}>
        <Address>{email ?? `#${id}`}</Address>
      </Anchor>
    ),
    card: 'title',
    width: 24,
  },
  {
    key: 'target',
    header: t('webhooks.columns.target'),
    cell: (call) => <Target call={call} />,
    card: 'fact',
    width: 24,
  },
  {
    key: 'state',
    header: t('webhooks.columns.state'),
    cell: ({ status }) => <StateBadge state={status} />,
    card: 'aside',
  },
  { key: 'answer', header: t('webhooks.columns.answer'), cell: (call) => <Outcome call={call} />, card: 'fact' },
  { key: 'at', header: t('webhooks.columns.at'), cell: ({ created_at: at }) => <RelativeTime at={at} dimmed /> },
];

/** A call in full: what was sent, what came back, when it is made again. */
function Details({ call }: { call: WebhookDelivery }) {
  return (
    <Stack gap="sm">
      <Text>
        {call.url} · {t('webhooks.attempts', { count: call.attempt })}
      </Text>
      {call.error !== null && <Text c="var(--td-bad-ink)">{call.error}</Text>}
      {call.status === 'pending' && (
        <Text c="dimmed">
          {t('webhooks.due')} <RelativeTime at={call.due_at} />
        </Text>
      )}
      <Text fw={500}>{t('webhooks.sent')}</Text>
      <Code block tabIndex={0}>
        {JSON.stringify(call.body, null, 2)}
      </Code>
      {call.response !== null && call.response !== '' && (
        <>
          <Text fw={500}>{t('webhooks.cameBack')}</Text>
          <Code block tabIndex={0}>
            {call.response}
          </Code>
        </>
      )}
    </Stack>
  );
}

function CallActions({ call, onShow }: { call: WebhookDelivery; onShow: () => void }) {
  const replay = useReplay();
  const again = () =>
    replay.mutate(call.id, {
      onSuccess: () => toast.done(t('webhooks.replayed')),
      onError: (error) => toast.failed(t('webhooks.replayFailed'), error),
    });
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <Tooltip label={t('webhooks.show')}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('webhooks.show')} onClick={onShow}>
          <IconCode size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('webhooks.replay')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('webhooks.replay')}
          disabled={call.status === 'held' || call.status === 'sending'}
          loading={replay.isPending}
          onClick={again}
        >
          <IconRefresh size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

/** Every call of late, newest first; one can be looked at and made again. */
export function WebhookLog() {
  const state = useTableState();
  const [shown, setShown] = useState<WebhookDelivery>();
  const endpoints = useEndpoints().data?.data ?? [];
  const filter = { endpoint: state.filter('endpoint'), status: state.filter('status') };
  const list = useDeliveries({ ...filter, cursor: state.cursor });
  return (
    <Section title={t('webhooks.log')}>
      <Stack gap="md">
        <FilterBar>
          <Select
            aria-label={t('webhooks.columns.target')}
            placeholder={t('webhooks.allTargets')}
            data={endpoints.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={filter.endpoint || null}
            onChange={(endpoint) => state.change({ endpoint: endpoint ?? '' })}
            clearable
          />
          <Select
            aria-label={t('webhooks.columns.state')}
            placeholder={t('webhooks.allStates')}
            data={STATUSES.map((value) => ({ value, label: t(`states.${value}`) }))}
            value={filter.status || null}
            onChange={(status) => state.change({ status: status ?? '' })}
            clearable
          />
        </FilterBar>
        <DataTable
          label={t('webhooks.log')}
          columns={columns}
          list={list}
          rowKey={({ id }) => id}
          state={state}
          isFiltered={filter.endpoint !== '' || filter.status !== ''}
          rowActions={(call) => <CallActions call={call} onShow={() => setShown(call)} />}
          empty={<EmptyState icon={IconPlugConnected} sentence={t('webhooks.logEmpty')} />}
        />
      </Stack>
      <Modal opened={shown !== undefined} onClose={() => setShown(undefined)} title={t('webhooks.callTitle')} size="lg">
        {shown && <Details call={shown} />}
      </Modal>
    </Section>
  );
}
