import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { api, apiUrl, fetchText } from './client';
import type { Page } from './client';
import { useChange, useCreate, useRemove } from './resource';

/** A mailbox that is asked, or a provider that reports. */
export interface ReturnSource {
  id: number;
  type: string;
  name: string;
  enabled: boolean;
  /** Without secrets. */
  settings: Record<string, unknown>;
  /** Names of the secrets that are set. */
  secrets: string[];
  /** Where the provider reports to; null for mailboxes. */
  hook_url: string | null;
  last_at: string | null;
  last_error: string | null;
}

export interface ReturnSourceInput {
  type?: string;
  name?: string;
  settings?: Record<string, unknown>;
  enabled?: boolean;
}

/** Something that came back. */
export interface ReturnedMail {
  id: number;
  received_at: string;
  source: string;
  kind: string;
  reason: string | null;
  status: string | null;
  diagnostic: string | null;
  address: string | null;
  from: string | null;
  subject: string | null;
  message_id: number | null;
  contact_id: number | null;
  /** blocked, counted, answered, noted, none; null when it is about no mail of ours. */
  effect: string | null;
  /** The address that the mail went to. */
  effect_address: string | null;
}

export interface Suppression {
  id: number;
  email: string;
  reason: string;
  /** The words of the server, or who did it. */
  source: string | null;
  created_at: string;
}

const SOURCES = 'returned-mail/sources';
const RETURNED = 'returned-mail';

export function useReturnSources() {
  return useQuery({
    queryKey: [SOURCES],
    queryFn: ({ signal }) => api.get<Page<ReturnSource> & { listener_port: number | null }>(`/${SOURCES}`, {}, signal),
  });
}

export const useCreateReturnSource = () => useCreate<ReturnSource, ReturnSourceInput>(SOURCES);
export const useChangeReturnSource = () => useChange<ReturnSource, ReturnSourceInput>(SOURCES);
export const useRemoveReturnSource = () => useRemove(SOURCES);

interface Filter {
  matched: string;
  cursor: string;
}

export function useReturnedMails({ matched, cursor }: Filter) {
  const query = { matched: matched || undefined, cursor, limit: 50 };
  return useQuery({
    queryKey: [RETURNED, query],
    queryFn: ({ signal }) => api.get<Page<ReturnedMail>>(`/${RETURNED}`, query, signal),
    placeholderData: keepPreviousData,
  });
}

/** The mail as it came. */
export function useReturnedSource(id: number) {
  return useQuery({
    queryKey: [RETURNED, id, 'raw'],
    queryFn: ({ signal }) => fetchText(apiUrl(`/${RETURNED}/${id}/raw`), signal),
    staleTime: Infinity,
  });
}

export function useSuppressions(cursor: string) {
  return useQuery({
    queryKey: ['suppressions', cursor],
    queryFn: ({ signal }) => api.get<Page<Suppression>>('/suppressions', { cursor, limit: 50 }, signal),
    placeholderData: keepPreviousData,
  });
}

export const useRemoveSuppression = () => useRemove('suppressions');
