import { PasswordInput, TextInput } from '@mantine/core';

import { useChangeMe, useSession } from '../../api/session';
import type { SessionUser } from '../../api/session';
import { errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { Section } from '../../kit/page';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { newPasswordErrors } from '../sign-in/new-password';
import { SettingsFrame } from './settings-frame';

function NameForm({ user }: { user: SessionUser }) {
  const change = useChangeMe();
  const form = useForm({
    initial: { name: user.name },
    check: ({ name }) => errorsOf({ name: required(name) }),
    save: async ({ name }) => {
      await change.mutateAsync({ name: name.trim() });
      toast.done(t('account.nameSaved'));
    },
  });
  return (
    <Form form={form} action={t('account.saveName')} failed={t('account.nameFailed')}>
      <TextInput label={t('account.name')} autoComplete="name" {...form.text('name')} />
    </Form>
  );
}

const NO_PASSWORDS = { current_password: '', password: '', again: '' };

function PasswordForm() {
  const change = useChangeMe();
  const form = useForm({
    initial: NO_PASSWORDS,
    check: (values) => ({
      ...errorsOf({ current_password: required(values.current_password) }),
      ...newPasswordErrors(values),
    }),
    save: async ({ current_password, password }) => {
      await change.mutateAsync({ current_password, password });
      toast.done(t('account.changed'));
    },
    after: 'clear',
  });
  return (
    <Form form={form} action={t('account.change')} failed={t('account.changeFailed')}>
      <PasswordInput label={t('account.current')} autoComplete="current-password" {...form.text('current_password')} />
      <PasswordInput
        label={t('account.next')}
        description={t('setUp.passwordHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        {...form.text('password')}
      />
      <PasswordInput label={t('account.again')} autoComplete="new-password" {...form.text('again')} />
    </Form>
  );
}

export function Page() {
  const user = useSession().data?.user;
  return (
    <SettingsFrame title={t('settings.parts.account')} purpose={t('account.purpose')} width="form">
      <Section>{user && <NameForm user={user} />}</Section>
      <Section title={t('account.password')}>
        <PasswordForm />
      </Section>
    </SettingsFrame>
  );
}
