import './people-words';

import { Select, TextInput } from '@mantine/core';

import type { Role } from '../../api/session';
import { ROLES, useChangeUser, useInviteUser } from '../../api/users';
import type { InvitedUser, User } from '../../api/users';
import { atMost, emailAddress, errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { toast } from '../../kit/toast';
import { t } from '../../messages';

const LONGEST_NAME = 200;

interface RoleSelectProps {
  value: Role;
  onChange: (role: Role) => void;
}

function RoleSelect({ value, onChange }: RoleSelectProps) {
  return (
    <Select
      label={t('people.role')}
      description={t(`people.roleHelp.${value}`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={ROLES.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
      value={value}
      onChange={(role) => onChange(role ?? value)}
      allowDeselect={false}
    />
  );
}

/** Invites somebody; the answer carries the link. */
export function InviteForm({ onInvited, onClose }: { onInvited: (user: InvitedUser) => void; onClose: () => void }) {
  const invite = useInviteUser();
  const form = useForm<{ name: string; email: string; role: Role }>({
    initial: { name: '', email: '', role: 'marketer' },
    check: ({ name, email }) =>
      errorsOf({ name: required(name) ?? atMost(LONGEST_NAME, name), email: emailAddress(email) }),
    save: async ({ name, email, role }) => {
      onInvited(await invite.mutateAsync({ name: name.trim(), email: email.trim(), role }));
    },
  });
  return (
    <Form form={form} action={t('people.inviteAction')} failed={t('people.inviteFailed')} onCancel={onClose}>
      <TextInput label={t('people.name')} data-autofocus {...form.text('name')} />
      <TextInput label={t('people.email')} type="email" {...form.text('email')} />
      <RoleSelect value={form.values.role} onChange={(role) => form.set('role', role)} />
    </Form>
  );
}

/** Changes the name and the role of somebody. */
export function PersonForm({ user, onClose }: { user: User; onClose: () => void }) {
  const change = useChangeUser();
  const form = useForm<{ name: string; role: Role }>({
    initial: { name: user.name, role: user.role },
    check: ({ name }) => errorsOf({ name: required(name) ?? atMost(LONGEST_NAME, name) }),
    save: async ({ name, role }) => {
      await change.mutateAsync({ id: user.id, name: name.trim(), role });
      toast.done(t('people.saved', { name }));
      onClose();
    },
  });
  return (
    <Form
      form={form}
      action={t('actions.save')}
      failed={t('people.saveFailed', { name: user.name })}
      onCancel={onClose}
    >
      <TextInput label={t('people.name')} data-autofocus {...form.text('name')} />
      <RoleSelect value={form.values.role} onChange={(role) => form.set('role', role)} />
    </Form>
  );
}
