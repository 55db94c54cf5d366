import type { ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router';

import { useSession } from '../../api/session';
import { useInSight } from '../../kit/in-sight';
import { Page as Skeleton } from '../../kit/page';
import { t } from '../../messages';
import type { PlainKey } from '../../messages';
import { isAllowed } from '../../shell/permission-table';
import type { Permission } from '../../shell/permission-table';
import classes from './settings.module.css';

interface Part {
  to: string;
  label: PlainKey;
  needs?: Permission;
}

/** The parts of the settings, in the order of the list beside them. */
const PARTS: Part[] = [
  { to: '/settings', label: 'settings.parts.organisation', needs: 'settings.edit' },
  { to: '/settings/people', label: 'settings.parts.people' },
  { to: '/settings/senders', label: 'settings.parts.senders' },
  { to: '/settings/returned-mail', label: 'settings.parts.returnedMail', needs: 'mailbox.read' },
  { to: '/settings/topics', label: 'settings.parts.topics' },
  { to: '/settings/fields', label: 'settings.parts.fields' },
  { to: '/settings/tags', label: 'settings.parts.tags' },
  { to: '/settings/currencies', label: 'settings.parts.currencies' },
  { to: '/settings/audiences', label: 'settings.parts.audiences' },
  { to: '/settings/webhooks', label: 'settings.parts.webhooks', needs: 'mailbox.read' },
  { to: '/settings/keys', label: 'settings.parts.keys', needs: 'settings.edit' },
  { to: '/settings/account', label: 'settings.parts.account' },
];

interface SettingsFrameProps {
  title: string;
  purpose: string;
  actions?: ReactNode;
  /** Forms are narrow, lists are wide. */
  width?: 'form' | 'wide';
  children: ReactNode;
}

/** A part of the settings with the list of parts beside it. */
export function SettingsFrame({ title, purpose, actions, width = 'wide', children }: SettingsFrameProps) {
  // On a phone the parts stand in a row that scrolls.
  const row = useInSight(useLocation().pathname);
  const role = useSession().data?.user.role;
  const parts = PARTS.filter(({ needs }) => needs === undefined || isAllowed(role, needs));
  return (
    <Skeleton title={title} purpose={purpose} {...(actions === undefined ? {} : { actions })}>
      <div className={classes['frame']}>
        <nav ref={row} aria-label={t('settings.nav')} className={classes['parts']}>
          {parts.map(({ to, label }) => (
            <NavLink key={to} to={to} end className={classes['part'] ?? ''}>
              {t(label)}
            </NavLink>
          ))}
        </nav>
        <div className={classes['content']} data-width={width}>
          {children}
        </div>
      </div>
    </Skeleton>
  );
}
