import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';

/** An automation by its name; null = it is gone. */
export interface NamedAutomation {
  id: number;
  name: string | null;
}

/** Those whom an automation did not take in because automations set each other off in a circle. */
export interface KeptOutGroup {
  reason: 'circle';
  circle: NamedAutomation[];
  n: number;
  since: string;
  last: string;
}

export type KeptOutRemedy = 'enter' | 'dismiss';

const POLL_MS = 5_000;

export function useKeptOut(automation: number) {
  return useQuery({
    queryKey: ['automations', automation, 'kept-out'],
    queryFn: ({ signal }) => api.get<Page<KeptOutGroup>>(`/automations/${automation}/kept-out`, {}, signal),
    refetchInterval: POLL_MS,
  });
}

/** Does it to all who were kept out. */
export function useResolveKeptOut(automation: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (remedy: KeptOutRemedy) =>
      api.post<{ changed: number }>(`/automations/${automation}/kept-out`, { do: remedy }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['automations', automation] }),
  });
}
