import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { NamedAddress } from '../kit/mail/mail-address';
import { api, apiUrl } from './client';
import type { Page } from './client';

export interface MailSummary {
  id: number;
  received_at: string;
  /** Envelope sender; '' for the null reverse path. */
  from: string;
  /** Envelope recipient. */
  to: string;
  subject: string | null;
  message_id: string | null;
  /** Bytes of the raw mail. */
  size: number;
}

export interface Mail extends MailSummary {
  from_header: NamedAddress[];
  to_header: NamedAddress[];
  html: string | null;
  text: string | null;
  headers: { name: string; value: string }[];
  attachments: { name: string; type: string; size: number }[];
}

const MAILBOX = 'mailbox';
/** New mails show up by themselves. */
const POLL_MS = 3_000;

export function useMails(filter: { search: string; cursor: string }) {
  return useQuery({
    queryKey: [MAILBOX, 'list', filter],
    queryFn: ({ signal }) => api.get<Page<MailSummary>>('/mailbox', { ...filter, limit: 50 }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: filter.cursor === '' ? POLL_MS : false,
  });
}

export function useMail(id: number) {
  return useQuery({ queryKey: [MAILBOX, id], queryFn: () => api.get<Mail>(`/mailbox/${id}`), staleTime: Infinity });
}

export const rawMailUrl = (id: number): string => apiUrl(`/mailbox/${id}/raw`);

/** The mail as it came, decoded for the eye. */
export function useRawMail(id: number) {
  return useQuery({
    queryKey: [MAILBOX, id, 'raw'],
    queryFn: async ({ signal }) => {
      const response = await fetch(rawMailUrl(id), { signal, credentials: 'same-origin' });
      if (!response.ok) throw new Error(response.statusText);
      return response.text();
    },
    staleTime: Infinity,
  });
}
