import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';

/** Those who do not get on at one step for one reason, and are tried again by themselves. */
export interface HeldGroup {
  step: string;
  error: string;
  /** The whole batch can't be moved, whatever the step. */
  whole: boolean;
  n: number;
  since: string;
  retry_at: string;
}

export type HeldRemedy = 'retry' | 'exit';

const POLL_MS = 5_000;

export function useHeldGroups(automation: number) {
  return useQuery({
    queryKey: ['automations', automation, 'held'],
    queryFn: ({ signal }) => api.get<Page<HeldGroup>>(`/automations/${automation}/held`, {}, signal),
    refetchInterval: POLL_MS,
  });
}

/** Does the same to all of a group. */
export function useResolveHeld(automation: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ remedy, group: { step, error } }: { remedy: HeldRemedy; group: HeldGroup }) =>
      api.post<{ changed: number }>(`/automations/${automation}/held`, { do: remedy, step, error }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['automations', automation] }),
  });
}
