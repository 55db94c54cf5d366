import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
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
        <Notifications position="bottom-right" limit={4} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
