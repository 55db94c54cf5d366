import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api, apiUrl } from './client';
import { useLive, useLiveLost } from './live';

export type ImportStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface ImportState {
  id: number;
  status: ImportStatus;
  rows: number;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  kept_consents: number;
  /** 0 to 1. */
  progress: number;
  filename?: string;
  dry_run?: boolean;
  error?: string | null;
  created_at?: string;
}

const POLL_MS = 2_000;
const POLL_LOST_MS = 1_000;

export function isOver(status: ImportStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

/** The state of an import, live while it runs and polled beside. */
export function useImport(id: number) {
  const client = useQueryClient();
  const isLost = useLiveLost();
  const query = useQuery({
    queryKey: ['imports', id],
    queryFn: () => api.get<ImportState>(`/imports/${id}`),
    enabled: id > 0,
    refetchInterval: ({ state }) => {
      if (!state.data || isOver(state.data.status)) return false;
      return isLost ? POLL_LOST_MS : POLL_MS;
    },
  });
  const isRunning = query.data !== undefined && !isOver(query.data.status);
  useLive(isRunning ? `import:${id}` : '', () => void client.invalidateQueries({ queryKey: ['imports', id] }));
  return query;
}

export function useCancelImport(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post(`/imports/${id}/cancel`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['imports', id] }),
  });
}

/** Where the rows that failed can be downloaded. */
export function importErrorsUrl(id: number): string {
  return apiUrl(`/imports/${id}/errors.csv`);
}
