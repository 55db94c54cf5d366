import './currency-words';

import { Button, Modal, Text, TextInput } from '@mantine/core';
import { IconCoins, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { useCurrencies, usePutRate } from '../../api/currencies';
import type { Rate, SeenCurrency } from '../../api/currencies';
import { errorsOf, required } from '../../kit/checks';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Form, useForm } from '../../kit/form';
import { formatDate } from '../../kit/format';
import { RowActions } from '../../kit/row-actions';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { SettingsFrame } from './settings-frame';

const columnsFor = (base: string): Column<SeenCurrency>[] => [
  {
    key: 'currency',
    header: t('currencies.columns.currency'),
    cell: ({ currency }) => currency,
    card: 'title',
    width: 15,
  },
  {
    key: 'rate',
    header: t('currencies.columns.rate', { base }),
    align: 'right',
    cell: ({ latest }) => latest?.rate ?? <Text c="var(--td-warn-ink)">{t('currencies.noRate')}</Text>,
    card: 'aside',
    width: 20,
  },
  {
    key: 'day',
    header: t('currencies.columns.day'),
    cell: ({ latest }) => (latest ? formatDate(latest.day) : null),
    card: 'fact',
    width: 20,
  },
  { key: 'events', header: t('currencies.columns.events'), cell: ({ events }) => events.join(', '), card: 'fact' },
];

function problemOf({ currency, rate, day }: Rate) {
  return errorsOf({
    currency: /^[A-Z]{3}$/.test(currency) ? undefined : t('currencies.wrongCode'),
    rate: Number(rate) > 0 ? undefined : t('currencies.wrongRate'),
    day: required(day),
  });
}

function RateForm({ currency, base, onClose }: { currency: string; base: string; onClose: () => void }) {
  const put = usePutRate();
  const form = useForm<Rate>({
    initial: { currency, rate: '', day: new Date().toISOString().slice(0, 10) },
    check: problemOf,
    save: async (values) => {
      await put.mutateAsync(values);
      toast.done(t('currencies.saved', { currency: values.currency }));
      onClose();
    },
  });
  return (
    <Form form={form} action={t('currencies.save')} failed={t('currencies.saveFailed')} onCancel={onClose}>
      {currency === '' && (
        <TextInput label={t('currencies.code')} placeholder="EUR" data-autofocus {...form.text('currency')} />
      )}
      <TextInput
        label={t('currencies.rate', { base })}
        description={t('currencies.rateHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        inputMode="decimal"
        placeholder="1.0834"
        data-autofocus={currency !== '' || undefined}
        {...form.text('rate')}
      />
      <TextInput
        type="date"
        label={t('currencies.day')}
        description={t('currencies.dayHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...form.text('day')}
      />
    </Form>
  );
}

export function Page() {
  const [editing, setEditing] = useState<string>();
  const mayEdit = useCan('mailing.edit');
  const query = useCurrencies();
  const base = query.data?.base ?? '';
  const close = () => setEditing(undefined);
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('')}>
      {t('currencies.add')}
    </Button>
  );
  return (
    <SettingsFrame
      title={t('settings.parts.currencies')}
      purpose={t('currencies.purpose', { base })}
      actions={mayEdit ? addButton : undefined}
    >
      <DataTable
        label={t('currencies.list')}
        columns={columnsFor(base)}
        list={query}
        rowKey={({ currency }) => currency}
        {...(mayEdit
          ? {
              rowActions: ({ currency }: SeenCurrency) => (
                <RowActions edit={{ label: t('currencies.set', { currency }), onClick: () => setEditing(currency) }} />
              ),
            }
          : {})}
        empty={<EmptyState icon={IconCoins} sentence={t('currencies.empty', { base })} help="segments" />}
      />
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={editing ? t('currencies.set', { currency: editing }) : t('currencies.add')}
      >
        {editing !== undefined && <RateForm currency={editing} base={base} onClose={close} />}
      </Modal>
    </SettingsFrame>
  );
}
