import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import { useChange, useCreate, useRemove, useShortList } from './resource';

export interface Sender {
  id: number;
  name: string;
  email: string;
  reply_to: string | null;
  postal_address: string | null;
  return_path_domain: string | null;
  is_default?: boolean;
  created_at?: string;
}

export type SenderInput = Partial<Omit<Sender, 'id' | 'created_at'>>;

/** Whether the mail server of a sender can be reached and lets us in. */
export interface SenderCheck {
  ok: boolean;
  /** The server's last words, or the reason of the failure. */
  response: string;
}

export const useSenders = () => useShortList<Sender>('senders');
export const useCreateSender = () => useCreate<Sender, SenderInput>('senders');
export const useChangeSender = () => useChange<Sender, SenderInput>('senders');
export const useRemoveSender = () => useRemove('senders');

export function useVerifySender() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.post<SenderCheck>(`/senders/${id}/verify`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['senders'] }),
  });
}
