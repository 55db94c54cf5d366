import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { createBrowserRouter, Outlet, RouterProvider } from 'react-router';

import { whenSignedOut } from './api/client';
import { queryClient } from './api/query-client';
import { forgetSession } from './api/session';
import { ConfirmProvider } from './kit/confirm';
import { PageSkeleton } from './kit/page';
import { publicRoutes, shellRoutes } from './routes';
import { NotFound, RouteProblem } from './shell/route-problem';
import { Shell } from './shell/shell';
import { cssVariables, theme } from './theme/theme';

const Notifications = lazy(async () => ({ default: (await import('@mantine/notifications')).Notifications }));

whenSignedOut(() => forgetSession(queryClient));

function Root() {
  return (
    <ConfirmProvider>
      <Outlet />
    </ConfirmProvider>
  );
}

const router = createBrowserRouter([
  {
    Component: Root,
    HydrateFallback: PageSkeleton,
    ErrorBoundary: RouteProblem,
    children: [
      ...publicRoutes,
      {
        Component: Shell,
        children: [{ ErrorBoundary: RouteProblem, children: [...shellRoutes, { path: '*', Component: NotFound }] }],
      },
    ],
  },
]);

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Suspense>
          <Notifications position="bottom-right" limit={4} />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  );
}
