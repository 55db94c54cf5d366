import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from './client';

/** Why somebody did not enter who was put in by hand. */
export type EntryObstacle = 'unknown_contact' | 'filter' | 'active' | 'cooldown' | 'entered' | 'limit';

interface Entered {
  results: { contact_id: number; status: 'enrolled' | 'skipped'; reason?: EntryObstacle }[];
}

interface Whom {
  automation: number;
  contact: number;
}

function useRefreshed() {
  const client = useQueryClient();
  return ({ automation, contact }: Whom) =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['automations', automation] }),
      client.invalidateQueries({ queryKey: ['contacts', contact, 'automations'] }),
    ]);
}

/** Puts a contact into a live automation. Resolves with what keeps it out, or null when it is in. */
export function usePutIn() {
  const refresh = useRefreshed();
  return useMutation({
    mutationFn: async ({ automation, contact }: Whom) => {
      const { results } = await api.post<Entered>(`/automations/${automation}/enrolments`, { contact_id: contact });
      return results[0]?.reason ?? null;
    },
    onSuccess: (_reason, whom) => refresh(whom),
  });
}

/** Takes a contact out of an automation. Resolves with how many ways of it were ended. */
export function useTakeOut() {
  const refresh = useRefreshed();
  return useMutation({
    mutationFn: async ({ automation, contact }: Whom) =>
      (await api.post<{ changed: number }>(`/automations/${automation}/take-out`, { contact_id: contact })).changed,
    onSuccess: (_changed, whom) => refresh(whom),
  });
}
