import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';

export type Tracking = 'on' | 'consent' | 'off';

export interface Settings {
  name: string;
  postal_address: string;
  time_zone: string;
  currency: string;
  locale: string;
  tracking: { opens: Tracking; clicks: Tracking };
  require_verified_domain: boolean;
  frequency_caps: { max: number; per: string; topic?: string }[];
  frequency_wait: string;
  quiet_hours: { from: string; to: string; zone: 'contact' | 'organisation' } | null;
  max_html_kb: number;
  webhook_log_days: number;
  /** How many days copies of transactional mails are kept; 0 keeps none. */
  message_copy_days: number;
  soft_bounces: { count: number; days: number };
  /** `60s` or `2min`. */
  engagement_hold: string;
  segment_editors: 'administrators' | 'marketers';
}

const KEY = ['settings'] as const;

export function useSettings() {
  return useQuery({ queryKey: KEY, queryFn: () => api.get<Settings>('/settings'), staleTime: 60_000 });
}

export function useChangeSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: Partial<Settings>) => api.patch<Settings>('/settings', changes),
    onSuccess: (settings) => client.setQueryData(KEY, settings),
  });
}
