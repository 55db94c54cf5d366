import './audience-words';

import { Select, Stack, TextInput } from '@mantine/core';

import { useChangeAudience, useCreateAudience } from '../../api/audiences';
import type { AdAudience } from '../../api/audiences';
import { useRegistry } from '../../api/registry';
import { atMost, errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { blankOf } from '../../kit/schema-form/blank';
import { SchemaForm } from '../../kit/schema-form/schema-form';
import { withSecretsSet } from '../../kit/schema-form/secrets';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { settingNames, settingsErrors } from './settings-errors';

const LONGEST_NAME = 200;

interface Values {
  provider: string;
  name: string;
  settings: Record<string, unknown>;
}

/** Name, platform and the platform's own settings; a secret that is set may be left empty. */
export function AudienceForm({ audience, onClose }: { audience: AdAudience | undefined; onClose: () => void }) {
  const create = useCreateAudience();
  const change = useChangeAudience();
  const providers = (useRegistry('providers').data ?? []).filter(({ purpose }) => purpose === 'audiences');
  const form = useForm<Values>({
    initial: {
      provider: audience?.provider ?? '',
      name: audience?.name ?? '',
      settings: audience?.settings ?? {},
    },
    names: settingNames(providers),
    check: ({ provider, name }) =>
      errorsOf({ provider: required(provider), name: required(name) ?? atMost(LONGEST_NAME, name) }),
    save: async ({ provider, name, settings }) => {
      const input = { name: name.trim(), settings };
      const saved = await (audience
        ? change.mutateAsync({ id: audience.id, ...input })
        : create.mutateAsync({ provider, ...input }));
      toast.done(t('adAudiences.saved', { name: saved.name }));
      onClose();
    },
  });
  const entry = providers.find(({ type }) => type === form.values.provider);
  const secrets = Object.entries(entry?.schema.properties ?? {}).filter(([, { format }]) => format === 'password');
  const choose = (type: string | null) => {
    const next = providers.find((each) => each.type === type);
    form.set('provider', type ?? '');
    form.set('settings', next ? ((blankOf(next.schema) as Record<string, unknown> | undefined) ?? {}) : {});
  };
  return (
    <Form
      form={form}
      action={audience ? t('actions.save') : t('adAudiences.add')}
      failed={t('adAudiences.saveFailed')}
      onCancel={onClose}
    >
      {!audience && (
        <Select
          label={t('adAudiences.provider')}
          description={entry?.description}
          data={providers.map(({ type, label }) => ({ value: type, label }))}
          value={form.values.provider || null}
          onChange={choose}
          error={form.errors['provider']}
          data-autofocus
        />
      )}
      <TextInput label={t('adAudiences.name')} {...form.text('name')} />
      {entry && (
        <Stack gap="md">
          <SchemaForm
            schema={withSecretsSet(entry.schema, audience ? secrets.map(([name]) => name) : [])}
            value={form.values.settings}
            onChange={(settings) => form.set('settings', settings)}
            errors={settingsErrors(form.errors)}
          />
        </Stack>
      )}
    </Form>
  );
}
