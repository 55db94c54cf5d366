import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { SendingLimits } from './sender-pace';
import { useChange, useCreate, useRemove, useShortList } from './resource';

export interface Sender {
  id: number;
  name: string;
  email: string;
  reply_to: string | null;
  postal_address: string | null;
  return_path_domain: string | null;
  /** Where clicks and opens of its mails go, once it leads here. */
  tracking_domain: string | null;
  /** How its mail leaves; null is the mail server of this installation. */
  transport: { type: string; settings: Record<string, unknown>; secrets: string[] } | null;
  limits: SendingLimits;
  is_default?: boolean;
  created_at?: string;
}

export type SenderInput = Partial<Omit<Sender, 'id' | 'created_at' | 'transport'>> & {
  /** Secrets that are left out stay. */
  transport?: { type: string; settings: Record<string, unknown> } | null;
};

/** Whether the mail server of a sender can be reached and lets us in. */
export interface SenderCheck {
  ok: boolean;
  /** The server's last words, or the reason of the failure. */
  response: string;
}

/** A DNS record that a domain should have, and what is there. */
export interface DomainRecord {
  purpose: 'dkim' | 'dkim_next' | 'spf' | 'spf_return_path' | 'dmarc' | 'return_path' | 'tracking';
  type: 'TXT' | 'MX' | 'CNAME';
  name: string;
  /** Null while the installation has no public name that it could lead to. */
  value: string | null;
  alternatives?: { type: 'TXT' | 'MX' | 'CNAME'; value: string; message: string }[];
  status: 'ok' | 'missing' | 'wrong' | 'unknown';
  found: string[];
  message: string;
}

/** Whether a check counts for the domain that readers see. */
export interface Alignment {
  status: 'aligned' | 'unaligned' | 'unknown';
  message: string;
}

export interface SenderDomain {
  domain: string;
  verified: boolean;
  signs: boolean;
  checked_at: string | null;
  alignment: { spf: Alignment; dkim: Alignment };
  warnings: { code: string; message: string }[];
  records: DomainRecord[];
  tracking: { domain: string; used: boolean; checked_at: string | null } | null;
}

export const useSenders = () => useShortList<Sender>('senders');
export const useCreateSender = () => useCreate<Sender, SenderInput>('senders');
export const useChangeSender = () => useChange<Sender, SenderInput>('senders');
export const useRemoveSender = () => useRemove('senders');

export function useSenderDomain(id: number) {
  return useQuery({
    queryKey: ['senders', id, 'domain'],
    queryFn: ({ signal }) => api.get<SenderDomain>(`/senders/${id}/domain`, undefined, signal),
  });
}

/** Signs with the next DKIM key from now on. */
export function useRotateKey(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<SenderDomain>(`/senders/${id}/rotate-key`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['senders'] }),
  });
}

/** Looks at the mail server and at the DNS of the domain. */
export function useVerifySender() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.post<SenderCheck>(`/senders/${id}/verify`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['senders'] }),
  });
}
