import { QueryClient } from '@tanstack/react-query';

import { ApiError } from './client';

const MOST_RETRIES = 2;

/** Trying again helps when the server was busy or out of reach, never when it refused. */
function isWorthRetrying(failures: number, error: Error): boolean {
  const passing = !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
  return passing && failures < MOST_RETRIES;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: isWorthRetrying, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
