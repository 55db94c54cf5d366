import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';

/** Those who are stuck at one step for one reason. */
export interface StuckGroup {
  step: string;
  error: string | null;
  n: number;
  since: string;
}

export type Remedy = 'retry' | 'skip' | 'exit';

const POLL_MS = 5_000;

export function useStuckGroups(automation: number) {
  return useQuery({
    queryKey: ['automations', automation, 'stuck'],
    queryFn: ({ signal }) => api.get<Page<StuckGroup>>(`/automations/${automation}/stuck`, {}, signal),
    refetchInterval: POLL_MS,
  });
}

/** Does the same to all of a group. */
export function useResolveStuck(automation: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ remedy, group: { step, error } }: { remedy: Remedy; group: StuckGroup }) =>
      api.post<{ changed: number }>(`/automations/${automation}/stuck`, {
        do: remedy,
        step,
        ...(error === null ? {} : { error }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['automations', automation] }),
  });
}
