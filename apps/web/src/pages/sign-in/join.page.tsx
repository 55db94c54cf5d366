import { Anchor, Loader, PasswordInput, Text } from '@mantine/core';
import { Link, Navigate, useSearchParams } from 'react-router';

import { useAcceptInvitation, useInvitation, useSession } from '../../api/session';
import { Form, useForm } from '../../kit/form';
import { t } from '../../messages';
import { Gate } from './gate';
import { newPasswordErrors } from './new-password';

function JoinForm({ token }: { token: string }) {
  const accept = useAcceptInvitation();
  const form = useForm({
    initial: { password: '', again: '' },
    check: newPasswordErrors,
    save: ({ password }) => accept.mutateAsync({ token, password }),
  });
  return (
    <Form form={form} action={t('join.action')} failed={t('join.failed')} guard={false}>
      <PasswordInput
        {...form.text('password')}
        label={t('setUp.password')}
        description={t('setUp.passwordHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        autoFocus
      />
      <PasswordInput {...form.text('again')} label={t('setUp.again')} autoComplete="new-password" />
    </Form>
  );
}

/** Where an invitation or a password link leads: the person chooses a password. */
export function Page() {
  const [parameters] = useSearchParams();
  const token = parameters.get('token') ?? '';
  const session = useSession();
  const invitation = useInvitation(token);
  const accepted = session.data && invitation.data && session.data.user.email === invitation.data.email;
  if (accepted) return <Navigate to="/" replace />;
  if (invitation.isPending) {
    return (
      <Gate title={t('setUp.title')}>
        <Loader aria-label={t('page.loading')} />
      </Gate>
    );
  }
  if (invitation.error) {
    return (
      <Gate title={t('join.badTitle')}>
        <Text>{t('join.bad')}</Text>
        <Anchor component={Link} to="/sign-in">
          {t('setUp.toSignIn')}
        </Anchor>
      </Gate>
    );
  }
  const { name, email } = invitation.data;
  return (
    <Gate title={t('join.title', { name })} intro={t('join.intro', { email })}>
      <JoinForm token={token} />
    </Gate>
  );
}
