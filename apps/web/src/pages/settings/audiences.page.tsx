import './audience-words';

import { Button, Modal } from '@mantine/core';
import { IconPlus, IconTargetArrow } from '@tabler/icons-react';
import { useState } from 'react';

import { useAudiences, useRemoveAudience } from '../../api/audiences';
import type { AdAudience } from '../../api/audiences';
import { useRegistry } from '../../api/registry';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { formatNumber } from '../../kit/format';
import { RelativeTime } from '../../kit/relative-time';
import { RowActions } from '../../kit/row-actions';
import { StateBadge } from '../../kit/state-badge';
import { useRemoveDialog } from '../../kit/use-remove-dialog';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { AudienceForm } from './audience-form';
import { SettingsFrame } from './settings-frame';

function Provider({ type }: { type: string }) {
  const providers = useRegistry('providers').data ?? [];
  return providers.find((each) => each.type === type && each.purpose === 'audiences')?.label ?? type;
}

const columns: Column<AdAudience>[] = [
  { key: 'name', header: t('adAudiences.columns.name'), cell: ({ name }) => name, card: 'title', width: 30 },
  { key: 'provider', header: t('adAudiences.columns.provider'), cell: ({ provider }) => <Provider type={provider} /> },
  {
    key: 'state',
    header: t('adAudiences.columns.state'),
    cell: ({ blocked }) => <StateBadge state={blocked === null ? 'active' : 'failed'} />,
    card: 'aside',
  },
  {
    key: 'trouble',
    header: t('adAudiences.columns.trouble'),
    cell: ({ blocked, last_error: error }) => blocked ?? error ?? '',
    card: 'fact',
  },
  {
    key: 'synced',
    header: t('adAudiences.columns.synced'),
    cell: ({ synced_at: at }) => (at === null ? t('time.never') : <RelativeTime at={at} dimmed />),
    card: 'fact',
  },
  {
    key: 'pending',
    header: t('adAudiences.columns.pending'),
    cell: ({ pending }) => formatNumber(pending),
    align: 'right',
  },
  {
    key: 'failed',
    header: t('adAudiences.columns.failed'),
    cell: ({ failed }) => formatNumber(failed),
    align: 'right',
  },
];

/** Lists at advertising platforms, for the step that puts people on them. */
export function Page() {
  const [editing, setEditing] = useState<AdAudience | 'new'>();
  const list = useAudiences();
  const mayEdit = useCan('settings.edit');
  const ask = useRemoveDialog(useRemoveAudience());
  const audience = editing === 'new' ? undefined : editing;
  const close = () => setEditing(undefined);
  const remove = ({ id, name }: AdAudience) =>
    void ask(id, {
      title: t('adAudiences.removeTitle', { name }),
      body: t('adAudiences.removeBody'),
      action: t('adAudiences.removeAction'),
      done: t('adAudiences.removed', { name }),
      failed: t('adAudiences.removeFailed', { name }),
    });
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('adAudiences.add')}
    </Button>
  );
  const rowActions = (each: AdAudience) => (
    <RowActions
      edit={{ label: t('adAudiences.edit', { name: each.name }), onClick: () => setEditing(each) }}
      remove={{ label: t('adAudiences.remove', { name: each.name }), onClick: () => remove(each) }}
    />
  );
  return (
    <SettingsFrame
      title={t('settings.parts.audiences')}
      purpose={t('adAudiences.purpose')}
      {...(mayEdit ? { actions: addButton } : {})}
    >
      <DataTable
        label={t('settings.parts.audiences')}
        columns={columns}
        list={list}
        rowKey={({ id }) => id}
        {...(mayEdit ? { rowActions } : {})}
        empty={<EmptyState icon={IconTargetArrow} sentence={t('adAudiences.empty')} help="automations" />}
      />
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={audience ? t('adAudiences.edit', { name: audience.name }) : t('adAudiences.addTitle')}
      >
        {editing !== undefined && <AudienceForm audience={audience} onClose={close} />}
      </Modal>
    </SettingsFrame>
  );
}
