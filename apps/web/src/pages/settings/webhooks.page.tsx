import './webhook-words';

import { Button, Modal } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useState } from 'react';
import { Navigate } from 'react-router';

import { useEndpoints } from '../../api/webhooks';
import type { EndpointWithSecret, WebhookEndpoint } from '../../api/webhooks';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { formatNumber } from '../../kit/format';
import { Section } from '../../kit/page';
import { ShownOnce } from '../../kit/shown-once';
import { StateBadge } from '../../kit/state-badge';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { EndpointActions } from './endpoint-actions';
import { EndpointForm } from './endpoint-form';
import { SettingsFrame } from './settings-frame';
import { WebhookLog } from './webhook-log';

/** Why it was turned off by itself, or what its last call met. */
function troubleOf({ off_reason: reason, last_error: error }: WebhookEndpoint): string {
  return reason === null ? (error ?? '') : t(`webhooks.off.${reason}`);
}

function stateOf({ enabled, off_reason: reason }: WebhookEndpoint): string {
  if (enabled) return 'active';
  return reason === null ? 'disabled' : 'failed';
}

const columns: Column<WebhookEndpoint>[] = [
  { key: 'name', header: t('webhooks.columns.name'), cell: ({ name }) => name, card: 'title', width: 24 },
  {
    key: 'url',
    header: t('webhooks.columns.url'),
    cell: ({ url }) => <span className="clip">{url}</span>,
    width: 30,
  },
  {
    key: 'state',
    header: t('webhooks.columns.state'),
    cell: (endpoint) => <StateBadge state={stateOf(endpoint)} />,
    card: 'aside',
  },
  { key: 'trouble', header: t('webhooks.columns.trouble'), cell: troubleOf, card: 'fact' },
  { key: 'held', header: t('webhooks.columns.held'), cell: ({ held }) => formatNumber(held), align: 'right' },
];

function Endpoints({ mayEdit, onAdd }: { mayEdit: boolean; onAdd: () => void }) {
  const [editing, setEditing] = useState<WebhookEndpoint>();
  const [secret, setSecret] = useState<EndpointWithSecret>();
  const list = useEndpoints();
  const close = () => setEditing(undefined);
  const rowActions = (each: WebhookEndpoint) => (
    <EndpointActions endpoint={each} onEdit={() => setEditing(each)} onSecret={setSecret} />
  );
  return (
    <Section title={t('webhooks.endpoints')}>
      <DataTable
        label={t('webhooks.endpoints')}
        columns={columns}
        list={list}
        rowKey={({ id }) => id}
        {...(mayEdit ? { rowActions } : {})}
        empty={
          <EmptyState
            icon={IconWebhook}
            sentence={t('webhooks.empty')}
            help="automations"
            {...(mayEdit ? { action: <AddButton onClick={onAdd} /> } : {})}
          />
        }
      />
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={t('webhooks.editTitle', { name: editing?.name ?? '' })}
      >
        {editing && <EndpointForm endpoint={editing} onMade={setSecret} onClose={close} />}
      </Modal>
      {secret && <Secret endpoint={secret} onClose={() => setSecret(undefined)} />}
    </Section>
  );
}

function AddButton({ onClick }: { onClick: () => void }) {
  return (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onClick}>
      {t('webhooks.add')}
    </Button>
  );
}

function Secret({ endpoint, onClose }: { endpoint: EndpointWithSecret; onClose: () => void }) {
  return (
    <ShownOnce
      title={t('webhooks.shownTitle', { name: endpoint.name })}
      body={t('webhooks.shownBody')}
      label={t('webhooks.shownLabel')}
      secret={endpoint.secret}
      done={t('webhooks.shownDone')}
      onClose={onClose}
    />
  );
}

/** The programs that automations call, and how the calls went. */
export function Page() {
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<EndpointWithSecret>();
  const mayEdit = useCan('settings.edit');
  const close = () => setAdding(false);
  if (!useCan('mailbox.read')) return <Navigate to="/settings/account" replace />;
  return (
    <SettingsFrame
      title={t('settings.parts.webhooks')}
      purpose={t('webhooks.purpose')}
      {...(mayEdit ? { actions: <AddButton onClick={() => setAdding(true)} /> } : {})}
    >
      <Endpoints mayEdit={mayEdit} onAdd={() => setAdding(true)} />
      <WebhookLog />
      <Modal opened={isAdding} onClose={close} title={t('webhooks.addTitle')}>
        {isAdding && (
          <EndpointForm
            endpoint={undefined}
            onMade={(endpoint) => {
              close();
              setMade(endpoint);
            }}
            onClose={close}
          />
        )}
      </Modal>
      {made && <Secret endpoint={made} onClose={() => setMade(undefined)} />}
    </SettingsFrame>
  );
}
