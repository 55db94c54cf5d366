import { Anchor, Button, Code, CopyButton, Modal, Text } from '@mantine/core';
import { IconMailbox, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { useRemoveReturnSource, useReturnSources } from '../../api/returned-mail';
import type { ReturnSource } from '../../api/returned-mail';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Section } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { RowActions } from '../../kit/row-actions';
import { StateBadge } from '../../kit/state-badge';
import { useRemoveDialog } from '../../kit/use-remove-dialog';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { ReturnSourceForm } from './return-source-form';

function stateOf({ enabled, last_error, last_at }: ReturnSource): string {
  if (!enabled) return 'off';
  if (last_error !== null) return 'failed';
  return last_at === null ? 'waiting' : 'ready';
}

/** What has to be told to the provider, or what is wrong with the mailbox. */
function Detail({ source: { hook_url: hook, last_error: error } }: { source: ReturnSource }) {
  if (error !== null) return <Text size="sm">{error}</Text>;
  if (hook === null) return null;
  return (
    <CopyButton value={hook}>
      {({ copied, copy }) => (
        <Anchor component="button" type="button" size="sm" ta="start" onClick={copy} title={hook}>
          {copied ? t('returnedMail.copied') : t('returnedMail.copyHook')}
        </Anchor>
      )}
    </CopyButton>
  );
}

const columns: Column<ReturnSource>[] = [
  { key: 'name', header: t('returnedMail.columns.name'), cell: ({ name }) => name, card: 'title', width: 30 },
  {
    key: 'state',
    header: t('returnedMail.columns.state'),
    cell: (source) => <StateBadge state={stateOf(source)} />,
    card: 'aside',
  },
  {
    key: 'detail',
    header: t('returnedMail.columns.detail'),
    cell: (source) => <Detail source={source} />,
    card: 'fact',
  },
  {
    key: 'last',
    header: t('returnedMail.columns.last'),
    cell: ({ last_at }) => (last_at === null ? t('returnedMail.never') : <RelativeTime at={last_at} />),
    card: 'fact',
  },
];

function Listener({ port }: { port: number | null }) {
  if (port !== null) return t('returnedMail.listenerOn', { port: String(port) });
  return (
    <>
      {t('returnedMail.listenerOff')} <Code>BOUNCE_SMTP_PORT</Code>
    </>
  );
}

/** Where returned mail comes from: the listener, mailboxes that are asked, providers that report. */
export function ReturnSources() {
  const [editing, setEditing] = useState<ReturnSource | 'new'>();
  const list = useReturnSources();
  const mayEdit = useCan('settings.edit');
  const ask = useRemoveDialog(useRemoveReturnSource());
  const source = editing === 'new' ? undefined : editing;
  const close = () => setEditing(undefined);
  const remove = ({ id, name }: ReturnSource) =>
    void ask(id, {
      title: t('returnedMail.removeTitle', { name }),
      body: t('returnedMail.removeBody'),
      action: t('returnedMail.removeAction'),
      done: t('returnedMail.removed', { name }),
      failed: t('returnedMail.removeFailed', { name }),
    });
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} variant="default" onClick={() => setEditing('new')}>
      {t('returnedMail.add')}
    </Button>
  );
  return (
    <Section
      title={t('returnedMail.sources')}
      padding="flush"
      {...(list.data ? { description: <Listener port={list.data.listener_port} /> } : {})}
      {...(mayEdit ? { actions: addButton } : {})}
    >
      <DataTable
        label={t('returnedMail.sources')}
        columns={columns}
        list={list}
        rowKey={({ id }) => id}
        {...(mayEdit
          ? {
              rowActions: (each: ReturnSource) => (
                <RowActions
                  edit={{ label: t('returnedMail.edit', { name: each.name }), onClick: () => setEditing(each) }}
                  remove={{ label: t('returnedMail.remove', { name: each.name }), onClick: () => remove(each) }}
                />
              ),
            }
          : {})}
        empty={
          <EmptyState
            icon={IconMailbox}
            sentence={t('returnedMail.noSources')}
            help="returned-mail"
            {...(mayEdit ? { action: addButton } : {})}
          />
        }
      />
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={source ? t('returnedMail.edit', { name: source.name }) : t('returnedMail.addTitle')}
      >
        {editing !== undefined && <ReturnSourceForm source={source} onClose={close} />}
      </Modal>
    </Section>
  );
}
