import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';

export interface SalesAlert {
  id: number;
  contact_id: number;
  contact_email?: string | null;
  contact_name?: string | null;
  automation_id: number | null;
  message: string;
  assigned_to: number | null;
  due_at: string | null;
  status: 'open' | 'claimed' | 'done';
  created_at?: string;
}

export interface AlertFilter {
  status?: SalesAlert['status'] | undefined;
  assigned_to?: number | undefined;
}

const SALES = 'sales';
const POLL_MS = 10_000;

export function useAlerts(filter: AlertFilter = {}) {
  return useQuery({
    queryKey: [SALES, 'alerts', filter],
    queryFn: ({ signal }) => api.get<Page<SalesAlert>>('/sales/alerts', { limit: 200, ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
}

/** Alerts and tasks are worked off alike; each has an address of its own. */
export type Inbox = 'alerts' | 'tasks';
export type SalesItem = SalesAlert & { inbox: Inbox };

const INBOXES: readonly Inbox[] = ['alerts', 'tasks'];

/** Alerts and tasks together. */
export function useSalesItems(filter: AlertFilter = {}) {
  return useQuery({
    queryKey: [SALES, 'items', filter],
    queryFn: async ({ signal }): Promise<SalesItem[]> => {
      const read = async (inbox: Inbox): Promise<SalesItem[]> => {
        const { data } = await api.get<Page<SalesAlert>>(`/sales/${inbox}`, { limit: 200, ...filter }, signal);
        return data.map((item) => ({ ...item, inbox }));
      };
      return (await Promise.all(INBOXES.map(read))).flat();
    },
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
}

/** What can be done with an alert or a task, and what the call carries. */
export type AlertAction =
  { kind: 'claim' } | { kind: 'complete' } | { kind: 'snooze'; for: string } | { kind: 'assign'; user_id: number };

export function useAlertAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ inbox, id, action }: { inbox: Inbox; id: number; action: AlertAction }) => {
      const { kind, ...body } = action;
      return api.post<SalesAlert>(`/sales/${inbox}/${id}/${kind}`, body);
    },
    onSettled: () => client.invalidateQueries({ queryKey: [SALES] }),
  });
}
