import {
  IconHome,
  IconMailbox,
  IconPhoneCall,
  IconReceipt,
  IconRoute,
  IconSend,
  IconSettings,
  IconTemplate,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';

import type { PlainKey } from '../messages';
import type { Permission } from './permission-table';

export interface NavigationItem {
  to: string;
  label: PlainKey;
  icon: Icon;
  /** The letter after `g` that goes there. */
  key: string;
  /** Left out for those who may not. */
  needs?: Permission;
}

/** The main navigation, top to bottom. On a phone the first four stand in the bar and the rest under "More". */
export const navigation: NavigationItem[] = [
  { to: '/', label: 'nav.home', icon: IconHome, key: 'h' },
  { to: '/audience', label: 'nav.audience', icon: IconUsers, key: 'a' },
  { to: '/segments', label: 'nav.segments', icon: IconUsersGroup, key: 's' },
  { to: '/templates', label: 'nav.content', icon: IconTemplate, key: 't' },
  { to: '/campaigns', label: 'nav.campaigns', icon: IconSend, key: 'c' },
  { to: '/automations', label: 'nav.automations', icon: IconRoute, key: 'j' },
  { to: '/transactional', label: 'nav.transactional', icon: IconReceipt, key: 'r' },
  { to: '/sales', label: 'nav.sales', icon: IconPhoneCall, key: 'l' },
  { to: '/mailbox', label: 'nav.mailbox', icon: IconMailbox, key: 'm', needs: 'mailbox.read' },
  { to: '/settings', label: 'nav.settings', icon: IconSettings, key: ',' },
];
