import { Kbd, UnstyledButton } from '@mantine/core';
import { useOs } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { NavLink } from 'react-router';

import { t } from '../messages';
import { Brand } from './brand';
import { JobsTray } from './jobs-tray';
import classes from './shell.module.css';
import { useNavigationItems } from './use-navigation-items';
import { UserMenu } from './user-menu';

interface SidebarProps {
  onSearch: () => void;
  onShortcuts: () => void;
}

export function Sidebar({ onSearch, onShortcuts }: SidebarProps) {
  const items = useNavigationItems();
  const isMac = useOs() === 'macos';
  return (
    <div className={classes['sidebar']}>
      <Brand />
      <UnstyledButton className={classes['search']} onClick={onSearch}>
        <IconSearch size={16} aria-hidden />
        {t('shell.search')}
        <Kbd size="xs">{isMac ? '⌘K' : 'Ctrl K'}</Kbd>
      </UnstyledButton>
      <nav className={classes['links']} aria-label={t('nav.label')}>
        {items.map(({ to, label, icon: Picture }) => (
          <NavLink key={to} to={to} end={to === '/'} className={classes['link'] ?? ''}>
            <Picture size={18} stroke={1.7} aria-hidden />
            {t(label)}
          </NavLink>
        ))}
      </nav>
      <div className={classes['foot']}>
        <UserMenu onShortcuts={onShortcuts} />
        <JobsTray />
      </div>
    </div>
  );
}
