import { ActionIcon, Group } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

import { t } from '../messages';
import { Brand } from './brand';
import { JobsTray } from './jobs-tray';
import classes from './shell.module.css';
import { UserMenu } from './user-menu';

interface TopBarProps {
  onSearch: () => void;
  onShortcuts: () => void;
}

/** The bar of a phone: brand, search, jobs, person. */
export function TopBar({ onSearch, onShortcuts }: TopBarProps) {
  return (
    <div className={classes['topBar']}>
      <Brand />
      <Group gap={4} wrap="nowrap">
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('shell.search')} onClick={onSearch}>
          <IconSearch size={20} aria-hidden />
        </ActionIcon>
        <JobsTray />
        <UserMenu onShortcuts={onShortcuts} compact />
      </Group>
    </div>
  );
}
