import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconBook,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
  IconUserCircle,
} from '@tabler/icons-react';
import { Link } from 'react-router';

import { useSession, useSignOut } from '../api/session';
import { Address } from '../kit/address';
import { toast } from '../kit/toast';
import { t } from '../messages';
import classes from './shell.module.css';

function SchemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes = [
    { value: 'light', label: t('shell.schemeLight'), icon: IconSun },
    { value: 'dark', label: t('shell.schemeDark'), icon: IconMoon },
    { value: 'auto', label: t('shell.schemeAuto'), icon: IconDeviceDesktop },
  ] as const;
  return (
    <>
      <Menu.Label>{t('shell.scheme')}</Menu.Label>
      {schemes.map(({ value, label, icon: Picture }) => (
        <Menu.Item
          key={value}
          leftSection={<Picture size={16} aria-hidden />}
          onClick={() => setColorScheme(value)}
          {...(colorScheme === value ? { 'aria-current': true, fw: 600 } : {})}
        >
          {label}
        </Menu.Item>
      ))}
    </>
  );
}

/** Who is signed in, and what concerns that person alone. */
export function UserMenu({ onShortcuts, compact = false }: { onShortcuts: () => void; compact?: boolean }) {
  const user = useSession().data?.user;
  const signOut = useSignOut();
  if (!user) return null;
  return (
    <Menu position={compact ? 'bottom-end' : 'top-start'} width={240} withinPortal>
      <Menu.Target>
        <UnstyledButton
          className={compact ? classes['icon'] : classes['user']}
          {...(compact ? { 'aria-label': t('shell.accountOf', { name: user.name }) } : {})}
        >
          {compact ? (
            <IconUserCircle size={24} stroke={1.6} aria-hidden />
          ) : (
            <Avatar name={user.name} color="tide" size={28} radius="xl" aria-hidden />
          )}
          {!compact && (
            <span className={classes['userText']}>
              <Text className="clip" fw={500} lh={1.3}>
                {user.name}
              </Text>
              <Text size="xs" c="dimmed" className="clip" lh={1.3}>
                {t(`roles.${user.role}`)}
              </Text>
            </span>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Address>{t('shell.signedInAs', { email: user.email })}</Address>
        </Menu.Label>
        <Menu.Item component={Link} to="/settings/account" leftSection={<IconUser size={16} aria-hidden />}>
          {t('shell.account')}
        </Menu.Item>
        <Menu.Item component={Link} to="/help" leftSection={<IconBook size={16} aria-hidden />}>
          {t('shell.guide')}
        </Menu.Item>
        <Menu.Item onClick={onShortcuts} leftSection={<IconKeyboard size={16} aria-hidden />}>
          {t('shell.shortcuts')}
        </Menu.Item>
        <Menu.Divider />
        <SchemeItems />
        <Menu.Divider />
        <Menu.Item
          onClick={() =>
            signOut.mutate(undefined, { onError: (error) => toast.failed(t('shell.signOutFailed'), error) })
          }
          leftSection={<IconLogout size={16} aria-hidden />}
        >
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
