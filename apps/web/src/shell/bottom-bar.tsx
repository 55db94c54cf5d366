import { Drawer, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots } from '@tabler/icons-react';
import { NavLink, useLocation } from 'react-router';

import { t } from '../messages';
import type { NavigationItem } from './navigation';
import classes from './shell.module.css';
import { useNavigationItems } from './use-navigation-items';

const IN_BAR = 4;

function Tab({ item: { to, label, icon: Picture } }: { item: NavigationItem }) {
  return (
    <NavLink to={to} end={to === '/'} className={classes['tab'] ?? ''}>
      <Picture size={22} stroke={1.6} aria-hidden />
      {t(label)}
    </NavLink>
  );
}

/** Navigation under the thumb: four places and the rest behind "More". */
export function BottomBar() {
  const items = useNavigationItems();
  const [isOpen, more] = useDisclosure(false);
  const { pathname } = useLocation();
  const fits = items.length <= IN_BAR + 1;
  const shown = fits ? items : items.slice(0, IN_BAR);
  const rest = items.slice(shown.length);
  const isThere = rest.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return (
    <nav className={classes['bottomBar']} aria-label={t('nav.label')}>
      {shown.map((item) => (
        <Tab key={item.to} item={item} />
      ))}
      {!fits && (
        <UnstyledButton
          className={classes['tab']}
          onClick={more.open}
          aria-haspopup="dialog"
          aria-current={isThere ? 'page' : undefined}
        >
          <IconDots size={22} stroke={1.6} aria-hidden />
          {t('nav.more')}
        </UnstyledButton>
      )}
      <Drawer opened={isOpen} onClose={more.close} position="bottom" size="auto" title={t('nav.more')}>
        {rest.map(({ to, label, icon: Picture }) => (
          <NavLink key={to} to={to} className={classes['link'] ?? ''} onClick={more.close}>
            <Picture size={20} stroke={1.7} aria-hidden />
            {t(label)}
          </NavLink>
        ))}
      </Drawer>
    </nav>
  );
}
