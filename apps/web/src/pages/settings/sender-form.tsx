import { Textarea, TextInput } from '@mantine/core';

import { useChangeSender, useCreateSender } from '../../api/senders';
import type { Sender } from '../../api/senders';
import { atMost, emailAddress, errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { ORDER } from '../../kit/schema-form/basic-controls';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { missingSettings, SenderTransport, transportErrors, useTransports, writtenTransport } from './sender-transport';

const LONGEST_NAME = 200;
const LONGEST_ADDRESS = 1000;

interface Values {
  name: string;
  email: string;
  reply_to: string;
  postal_address: string;
  return_path_domain: string;
  tracking_domain: string;
  /** Type of the transport; '' is the mail server of this installation. */
  way: string;
  settings: Record<string, unknown>;
}

const OPTIONAL = ['reply_to', 'postal_address', 'return_path_domain', 'tracking_domain'] as const;

export function SenderForm({ sender, onClose }: { sender: Sender | undefined; onClose: () => void }) {
  const create = useCreateSender();
  const change = useChangeSender();
  const transports = useTransports();
  const form = useForm<Values>({
    initial: {
      name: sender?.name ?? '',
      email: sender?.email ?? '',
      reply_to: sender?.reply_to ?? '',
      postal_address: sender?.postal_address ?? '',
      return_path_domain: sender?.return_path_domain ?? '',
      tracking_domain: sender?.tracking_domain ?? '',
      way: sender?.transport?.type ?? '',
      settings: sender?.transport?.settings ?? {},
    },
    names: transports.names,
    check: ({ name, email, reply_to, postal_address, way, settings }) =>
      errorsOf({
        name: required(name) ?? atMost(LONGEST_NAME, name),
        email: emailAddress(email),
        reply_to: reply_to !== '' && emailAddress(reply_to),
        postal_address: atMost(LONGEST_ADDRESS, postal_address),
        ...missingSettings(transports.list, { way, settings }, sender),
      }),
    save: async (values) => {
      const given = OPTIONAL.filter((key) => values[key].trim() !== '' || (sender?.[key] ?? null) !== null);
      const optional = Object.fromEntries(given.map((key) => [key, values[key].trim() || null]));
      const transport = writtenTransport(values, sender);
      const input = { name: values.name.trim(), email: values.email.trim(), ...optional, ...transport };
      await (sender ? change.mutateAsync({ id: sender.id, ...input }) : create.mutateAsync(input));
      toast.done(t('senders.saved', { name: input.name }));
      onClose();
    },
  });
  return (
    <Form
      form={form}
      action={sender ? t('actions.save') : t('senders.add')}
      failed={t('senders.saveFailed')}
      onCancel={onClose}
    >
      <TextInput
        label={t('senders.name')}
        description={t('senders.nameHelp')}
        inputWrapperOrder={ORDER}
        data-autofocus
        {...form.text('name')}
      />
      <TextInput label={t('senders.email')} type="email" {...form.text('email')} />
      <TextInput
        label={t('senders.replyTo')}
        description={t('senders.replyToHelp')}
        inputWrapperOrder={ORDER}
        type="email"
        {...form.text('reply_to')}
      />
      <Textarea
        label={t('senders.address')}
        description={t('senders.addressHelp')}
        inputWrapperOrder={ORDER}
        autosize
        minRows={2}
        {...form.text('postal_address')}
      />
      <TextInput
        label={t('senders.returnPath')}
        description={t('senders.returnPathHelp')}
        inputWrapperOrder={ORDER}
        {...form.text('return_path_domain')}
      />
      <TextInput
        label={t('senders.tracking')}
        description={trackingHelp(sender?.tracking_domain ?? '', form.values.tracking_domain)}
        inputWrapperOrder={ORDER}
        {...form.text('tracking_domain')}
      />
      <SenderTransport
        list={transports.list}
        sender={sender}
        way={form.values.way}
        settings={form.values.settings}
        onWay={(way, settings) => {
          form.set('way', way);
          form.set('settings', settings);
        }}
        onSettings={(settings) => form.set('settings', settings)}
        errors={transportErrors(form.errors)}
      />
    </Form>
  );
}

/** Links that have left can't be called back. */
function trackingHelp(before: string, now: string): string {
  if (before === '' || before === now.trim()) return t('senders.trackingHelp');
  return t('senders.trackingLeft', { domain: before });
}
