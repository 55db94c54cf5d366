import { AppShell } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense } from 'react';
import { Navigate, Outlet, useLocation, useNavigation } from 'react-router';

import { useSession } from '../api/session';
import { PageSkeleton } from '../kit/page';
import { ProblemNotice } from '../kit/problem';
import { t } from '../messages';
import { sizes } from '../theme/theme';
import { BottomBar } from './bottom-bar';
import { LiveNotice } from './live-notice';
import { Sidebar } from './sidebar';
import classes from './shell.module.css';
import { TopBar } from './top-bar';
import { useShortcuts } from './use-shortcuts';

const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }));
const Shortcuts = lazy(async () => ({ default: (await import('./shortcuts')).Shortcuts }));

function Frame() {
  const [isPaletteOpen, palette] = useDisclosure(false);
  const [areShortcutsOpen, shortcuts] = useDisclosure(false);
  const isLoading = useNavigation().state === 'loading';
  useShortcuts({ openPalette: palette.open, openShortcuts: shortcuts.open });
  return (
    <AppShell
      header={{ height: { base: sizes.topBar, sm: 0 } }}
      navbar={{ width: sizes.navbar, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: sizes.bottomBar, sm: 0 } }}
      transitionDuration={0}
      className={classes['shell']}
    >
      <a href="#content" className="skip-link">
        {t('shell.skip')}
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes['bar']}>
        <TopBar onSearch={palette.open} onShortcuts={shortcuts.open} />
      </AppShell.Header>
      <AppShell.Navbar visibleFrom="sm" className={classes['navbar']}>
        <Sidebar onSearch={palette.open} onShortcuts={shortcuts.open} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes['main']} data-loading={isLoading || undefined}>
        <LiveNotice />
        <Outlet />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" className={classes['bar']}>
        <BottomBar />
      </AppShell.Footer>
      <Suspense>
        {isPaletteOpen && <Palette onClose={palette.close} />}
        {areShortcutsOpen && <Shortcuts onClose={shortcuts.close} />}
      </Suspense>
    </AppShell>
  );
}

/** Everything around a page. Without a session it leads to sign-in and keeps the address. */
export function Shell() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.isPending) return <PageSkeleton />;
  if (session.error) {
    return (
      <main className={classes['alone']}>
        <ProblemNotice title={t('shell.unreachable')} error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (!session.data) {
    const from = `${pathname}${search}`;
    return <Navigate to={from === '/' ? '/sign-in' : `/sign-in?from=${encodeURIComponent(from)}`} replace />;
  }
  return <Frame />;
}
