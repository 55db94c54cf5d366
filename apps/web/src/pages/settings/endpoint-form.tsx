import './webhook-words';

import { Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';

import { useChangeEndpoint, useCreateEndpoint, useEndpointCheck } from '../../api/webhooks';
import type { EndpointWithSecret, WebhookEndpoint } from '../../api/webhooks';
import { atMost, errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { sentenceOf } from '../../kit/problem';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { HeaderFields } from './header-fields';
import type { HeaderRow } from './header-fields';

const LONGEST_NAME = 200;
const TYPING_PAUSE_MS = 400;

interface Values {
  name: string;
  url: string;
  headers: HeaderRow[];
}

interface EndpointFormProps {
  endpoint: WebhookEndpoint | undefined;
  onMade: (endpoint: EndpointWithSecret) => void;
  onClose: () => void;
}

/** Name, address and what goes along. */
export function EndpointForm({ endpoint, onMade, onClose }: EndpointFormProps) {
  const create = useCreateEndpoint();
  const change = useChangeEndpoint();
  const form = useForm<Values>({
    initial: {
      name: endpoint?.name ?? '',
      url: endpoint?.url ?? 'https://',
      headers: Object.keys(endpoint?.headers ?? {}).map((name) => ({ name, value: null })),
    },
    check: ({ name, url }) =>
      errorsOf({
        name: required(name) ?? atMost(LONGEST_NAME, name),
        url: URL.canParse(url.trim()) ? false : t('webhooks.urlWrong'),
      }),
    save: async ({ name, url, headers }) => {
      const named = headers.filter((header) => header.name.trim() !== '');
      const input = {
        name: name.trim(),
        url: url.trim(),
        headers: Object.fromEntries(named.map((header) => [header.name.trim(), header.value])),
      };
      if (endpoint) {
        await change.mutateAsync({ id: endpoint.id, version: endpoint.version, ...input });
        toast.done(t('webhooks.saved', { name: input.name }));
        onClose();
      } else onMade(await create.mutateAsync(input));
    },
  });
  const [typed] = useDebouncedValue(form.values.url.trim(), TYPING_PAUSE_MS);
  const warnings = useEndpointCheck(typed).data?.warnings ?? [];
  return (
    <Form
      form={form}
      action={endpoint ? t('actions.save') : t('webhooks.addAction')}
      failed={t('webhooks.saveFailed')}
      onCancel={onClose}
    >
      <TextInput label={t('webhooks.name')} data-autofocus {...form.text('name')} />
      <TextInput
        label={t('webhooks.url')}
        description={t('webhooks.urlHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...form.text('url')}
      />
      {warnings.map(({ message }) => (
        <Text key={message} size="xs" c="var(--td-warn-ink)" role="status">
          {sentenceOf(message)}
        </Text>
      ))}
      <HeaderFields
        rows={form.values.headers}
        onChange={(headers) => form.set('headers', headers)}
        error={form.errors['headers']}
      />
    </Form>
  );
}
