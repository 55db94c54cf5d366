import { Alert, PasswordInput, Text, TextInput } from '@mantine/core';
import { Navigate, useSearchParams } from 'react-router';

import { useSession, useSetUpState, useSignIn } from '../../api/session';
import { emailAddress, errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { t } from '../../messages';
import { Gate } from './gate';

/** Only a path of this app: an address from outside must not decide where a person lands. */
function safePath(from: string | null): string {
  return from !== null && /^\/(?![/\\])/.test(from) ? from : '/';
}

export function Page() {
  const [parameters] = useSearchParams();
  const session = useSession();
  const signIn = useSignIn();
  const isNew = useSetUpState('').data?.needed === true;
  const from = parameters.get('from');
  const form = useForm({
    initial: { email: '', password: '' },
    check: ({ email, password }) => errorsOf({ email: emailAddress(email), password: required(password) }),
    save: ({ email, password }) => signIn.mutateAsync({ email: email.trim(), password }),
  });
  if (session.data) return <Navigate to={safePath(from)} replace />;
  return (
    <Gate title={t('signIn.title')} {...(from === null ? {} : { intro: t('signIn.ended') })}>
      {isNew && <Alert title={t('signIn.newTitle')}>{t('signIn.new')}</Alert>}
      <Form form={form} action={t('signIn.action')} failed={t('signIn.failed')} guard={false}>
        <TextInput {...form.text('email')} type="email" label={t('signIn.email')} autoComplete="username" autoFocus />
        <PasswordInput {...form.text('password')} label={t('signIn.password')} autoComplete="current-password" />
      </Form>
      <Text size="xs" c="dimmed">
        {t('signIn.noLink')}
      </Text>
    </Gate>
  );
}
