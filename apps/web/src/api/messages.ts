import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { NamedAddress } from '../kit/mail/mail-address';
import { api, apiUrl } from './client';
import type { Page, Query } from './client';

export interface Message {
  id: number;
  contact_id: number;
  source_kind: string;
  source_id: number;
  source_name: string | null;
  template_id: number | null;
  template_name: string | null;
  recipient: string | null;
  subject: string | null;
  status: string;
  reason: string | null;
  response: string | null;
  due_at: string;
  sent_at: string | null;
  bounced_at: string | null;
  complained_at: string | null;
  created_at: string;
}

/** Why there is no copy of a mail. */
type CopyMissing = 'not_kept' | 'turned_off' | 'expired' | 'not_left' | 'left_out' | 'none';

export interface MessageDetail extends Message {
  message_id: string | null;
  /** `event.*` of its template. */
  data: Record<string, unknown> | null;
  copy: { kept_at: string; until: string; size: number } | null;
  copy_missing: CopyMissing | null;
}

/** A mail as it left. */
export interface MessageCopy {
  subject: string | null;
  from_header: NamedAddress[];
  to_header: NamedAddress[];
  html: string | null;
  text: string | null;
  headers: { name: string; value: string }[];
}

/** New mails show up by themselves. */
const POLL_MS = 5_000;

const ON_ITS_WAY = new Set(['pending', 'claimed', 'sending', 'deferred']);

/** Mails of a source or a contact, newest first. */
export function useMessages(filter: Query) {
  return useQuery({
    queryKey: ['messages', filter],
    queryFn: ({ signal }) => api.get<Page<Message>>('/messages', { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Mails that programs asked for, newest first. */
export function useTransactionalMails(filter: { status: string; search: string; cursor: string }) {
  const query = { class: 'transactional', kind: 'transactional', limit: 50, ...filter };
  return useQuery({
    queryKey: ['messages', query],
    queryFn: ({ signal }) => api.get<Page<Message>>('/messages', query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: filter.cursor === '' ? POLL_MS : false,
  });
}

export function useMessage(id: number) {
  return useQuery({
    queryKey: ['messages', 'one', id],
    queryFn: ({ signal }) => api.get<MessageDetail>(`/messages/${id}`, {}, signal),
    refetchInterval: ({ state }) => (state.data && ON_ITS_WAY.has(state.data.status) ? POLL_MS : false),
  });
}

/** The same for ever, until it is gone; another attempt has another copy. */
export function useMessageCopy(id: number) {
  return useQuery({
    queryKey: ['messages', 'copy', id],
    queryFn: ({ signal }) => api.get<MessageCopy>(`/messages/${id}/copy`, {}, signal),
  });
}

export const messageCopyUrl = (id: number): string => apiUrl(`/messages/${id}/copy/raw`);

/** Leads to a mail that has left, as its reader sees it. */
export function messageViewUrl(id: number): string {
  return apiUrl(`/messages/${id}/view`);
}
