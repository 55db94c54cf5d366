import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api, apiUrl, fetchText } from './client';
import { readCsv } from './csv';
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
  file_name?: string | null;
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

export type ImportKind = 'contacts' | 'events';

/** Column of the file → what it becomes; `null` leaves it out. */
export type ImportMapping = Record<string, string | null>;

export interface ImportOptions {
  kind: ImportKind;
  match: 'email' | 'external_id';
  on_conflict: 'overwrite' | 'fill' | 'skip';
  create_fields?: boolean;
  tags?: string[];
  segment?: number;
  consents?: Record<string, string>;
  consent_source?: string;
  dry_run?: boolean;
  run_automations?: boolean;
  constants?: Record<string, string>;
  zone?: string;
}

export interface ImportColumn {
  name: string;
  samples: string[];
  /** What the server guesses that the column means. */
  target: string | null;
}

export interface ImportPreview {
  columns: ImportColumn[];
  rows?: number;
  delimiter?: string;
  encoding?: string;
}

function formOf(file: File, parts: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.set(name, JSON.stringify(value));
  form.set('file', file);
  return form;
}

/** Reads the head of a file: its columns, some of their values, and what they probably mean. */
export function usePreviewImport() {
  return useMutation({
    mutationFn: ({ file, kind }: { file: File; kind: ImportKind }) =>
      api.post<ImportPreview>('/imports/preview', formOf(file, { options: { kind } })),
  });
}

export function useStartImport() {
  return useMutation({
    mutationFn: ({ file, mapping, options }: { file: File; mapping: ImportMapping; options: ImportOptions }) =>
      api.post<{ id: number; status: ImportStatus }>('/imports', formOf(file, { mapping, options })),
  });
}

/** Where the rows that failed can be downloaded. */
export function importErrorsUrl(id: number): string {
  return apiUrl(`/imports/${id}/errors.csv`);
}

const ERRORS_SHOWN = 100;

/** The first rows that failed, as the file of errors has them. */
export function useImportErrors(id: number, count: number) {
  return useQuery({
    queryKey: ['imports', id, 'errors', count],
    queryFn: async ({ signal }) => {
      const [header = [], ...rows] = readCsv(await fetchText(importErrorsUrl(id), signal), ERRORS_SHOWN + 1);
      return { header, rows };
    },
  });
}
