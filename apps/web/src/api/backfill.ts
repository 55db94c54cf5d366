import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from './client';

interface Backfilled {
  enrolled: number;
  next: number | null;
}

/** How many were there before the automation was published, and have never been in it. */
export function useCountBackfill(automation: number) {
  return useMutation({
    mutationFn: async () => (await api.get<{ count: number }>(`/automations/${automation}/backfill`)).count,
  });
}

/** Takes them in, some thousands with each call. Resolves with how many entered. */
export function useBackfill(automation: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      let entered = 0;
      for (let after: number | null = 0; after !== null;) {
        const done: Backfilled = await api.post(`/automations/${automation}/backfill`, { after });
        entered += done.enrolled;
        after = done.next;
      }
      return entered;
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['automations', automation] }),
  });
}
