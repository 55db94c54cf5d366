import { Select, Stack, Switch, TextInput } from '@mantine/core';

import { useRegistry } from '../../api/registry';
import type { RegistryEntry } from '../../api/registry';
import { useChangeReturnSource, useCreateReturnSource } from '../../api/returned-mail';
import type { ReturnSource } from '../../api/returned-mail';
import { errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { blankOf } from '../../kit/schema-form/blank';
import { SchemaForm } from '../../kit/schema-form/schema-form';
import { withSecretsSet } from '../../kit/schema-form/secrets';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { settingNames, settingsErrors } from './settings-errors';

interface Values {
  type: string;
  name: string;
  enabled: boolean;
  settings: Record<string, unknown>;
}

/** What can bring returned mail; the rest of the providers only take ours. */
function useSourceTypes(): RegistryEntry[] {
  return (useRegistry('providers').data ?? []).filter(({ way }) => way !== undefined);
}

export function ReturnSourceForm({ source, onClose }: { source: ReturnSource | undefined; onClose: () => void }) {
  const create = useCreateReturnSource();
  const change = useChangeReturnSource();
  const types = useSourceTypes();
  const form = useForm<Values>({
    initial: {
      type: source?.type ?? '',
      name: source?.name ?? '',
      enabled: source?.enabled ?? true,
      settings: source?.settings ?? {},
    },
    names: settingNames(types),
    check: ({ type }) => errorsOf({ type: required(type) }),
    save: async ({ type, name, enabled, settings }) => {
      const input = { enabled, settings, ...(name.trim() === '' ? {} : { name: name.trim() }) };
      const saved = await (source
        ? change.mutateAsync({ id: source.id, ...input })
        : create.mutateAsync({ type, ...input }));
      toast.done(t('returnedMail.saved', { name: saved.name }));
      onClose();
    },
  });
  const entry = types.find(({ type }) => type === form.values.type);
  const choose = (type: string | null) => {
    const next = types.find((each) => each.type === type);
    form.set('type', type ?? '');
    form.set('settings', next ? ((blankOf(next.schema) as Record<string, unknown> | undefined) ?? {}) : {});
  };
  return (
    <Form
      form={form}
      action={source ? t('actions.save') : t('returnedMail.add')}
      failed={t('returnedMail.saveFailed')}
      onCancel={onClose}
    >
      {!source && (
        <Select
          label={t('returnedMail.type')}
          description={entry?.description}
          data={types.map(({ type, label }) => ({ value: type, label }))}
          value={form.values.type || null}
          onChange={choose}
          error={form.errors['type']}
          data-autofocus
        />
      )}
      {entry && (
        <Stack gap="md">
          <TextInput label={t('returnedMail.name')} placeholder={entry.label} {...form.text('name')} />
          <SchemaForm
            schema={withSecretsSet(entry.schema, source?.secrets ?? [])}
            value={form.values.settings}
            onChange={(settings) => form.set('settings', settings)}
            errors={settingsErrors(form.errors)}
          />
          {source && <Switch label={t('returnedMail.enabled')} {...form.toggle('enabled')} />}
        </Stack>
      )}
    </Form>
  );
}
