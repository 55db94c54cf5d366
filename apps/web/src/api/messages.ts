import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { api } from './client';
import type { Page, Query } from './client';

export interface Message {
  id: number;
  contact_id: number;
  recipient: string | null;
  subject: string | null;
  status: string;
  reason: string | null;
  response: string | null;
  sent_at: string | null;
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
