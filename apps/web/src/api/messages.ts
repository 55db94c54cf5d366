import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { api, apiUrl } from './client';
import type { Page, Query } from './client';

export interface Message {
  id: number;
  contact_id: number;
  source_kind: string;
  source_id: number;
  source_name: string | null;
  template_id: number | null;
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

/** Mails of a source or a contact, newest first. */
export function useMessages(filter: Query) {
  return useQuery({
    queryKey: ['messages', filter],
    queryFn: ({ signal }) => api.get<Page<Message>>('/messages', { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Leads to a mail that has left, as its reader sees it. */
export function messageViewUrl(id: number): string {
  return apiUrl(`/messages/${id}/view`);
}
