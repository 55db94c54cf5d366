import { Anchor, Loader, PasswordInput, Text, TextInput } from '@mantine/core';
import { Link, Navigate, useSearchParams } from 'react-router';

import { useSession, useSetUp, useSetUpState } from '../../api/session';
import { emailAddress, errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { t } from '../../messages';
import { Gate } from './gate';
import { newPasswordErrors } from './new-password';

function SetUpForm({ token }: { token: string }) {
  const setUp = useSetUp();
  const form = useForm({
    initial: { name: '', email: '', password: '', again: '' },
    check: (values) => ({
      ...errorsOf({ name: required(values.name), email: emailAddress(values.email) }),
      ...newPasswordErrors(values),
    }),
    save: ({ name, email, password }) => setUp.mutateAsync({ token, name: name.trim(), email: email.trim(), password }),
  });
  return (
    <Form form={form} action={t('setUp.action')} failed={t('setUp.failed')} guard={false}>
      <TextInput {...form.text('name')} label={t('setUp.name')} autoComplete="name" autoFocus />
      <TextInput {...form.text('email')} type="email" label={t('setUp.email')} autoComplete="username" />
      <PasswordInput
        {...form.text('password')}
        label={t('setUp.password')}
        description={t('setUp.passwordHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
      />
      <PasswordInput {...form.text('again')} label={t('setUp.again')} autoComplete="new-password" />
    </Form>
  );
}

export function Page() {
  const [parameters] = useSearchParams();
  const token = parameters.get('token') ?? '';
  const session = useSession();
  const link = useSetUpState(token);
  if (session.data) return <Navigate to="/" replace />;
  if (link.isPending) {
    return (
      <Gate title={t('setUp.title')}>
        <Loader aria-label={t('page.loading')} />
      </Gate>
    );
  }
  if (token === '' || link.isError || !link.data.needed) {
    return (
      <Gate title={t('setUp.badTitle')}>
        <Text>{t('setUp.bad')}</Text>
        <Anchor component={Link} to="/sign-in">
          {t('setUp.toSignIn')}
        </Anchor>
      </Gate>
    );
  }
  return (
    <Gate title={t('setUp.title')} intro={t('setUp.intro')}>
      <SetUpForm token={token} />
    </Gate>
  );
}
