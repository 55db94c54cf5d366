import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';

export interface Rate {
  max: number;
  per: 'second' | 'minute' | 'hour' | 'day';
}

/** How fast, and how many at the same time; null for no limit. */
export interface PaceLimit {
  rate: Rate | null;
  at_once: number | null;
}

export interface DomainLimit extends PaceLimit {
  domain: string;
}

interface WarmUp {
  /** The first day, in UTC: `2026-11-27`. */
  from: string;
  first_day: number;
  growth_percent: number;
  until: number;
}

interface HealthLimit {
  complaints_percent: number | null;
  bounces_percent: number | null;
  days: number;
  least: number;
}

/** How fast the mail of a sender may leave. */
export interface SendingLimits extends PaceLimit {
  each_domain: PaceLimit;
  domains: DomainLimit[];
  adapt: 'auto' | 'on' | 'off';
  warm_up: WarmUp | null;
  health: HealthLimit | null;
}

/** A rate that was cut because the other side asked for patience; rates in mails a second. */
export interface SlowDown {
  /** '' for all mail of the sender. */
  domain: string;
  label: string;
  code: string;
  response: string;
  since: string;
  rate: number;
  full_rate: number;
  changed_at: string;
  /** Nothing leaves there before. */
  paused_until: string;
  /** At the earliest. */
  ends_at: string;
}

export interface SenderPace {
  sent: { last_minute: number; last_hour: number };
  slow_downs: SlowDown[];
  /** Mails that wait for their turn, by reason. */
  waiting: Record<string, number>;
  warm_up: { day: string; quota: number; taken: number } | null;
  health: { mails: number; complaints: number; bounces: number; ill: boolean } | null;
}

const POLL_MS = 5_000;

export function useSenderPace(id: number) {
  return useQuery({
    queryKey: ['senders', id, 'pace'],
    queryFn: ({ signal }) => api.get<SenderPace>(`/senders/${id}/pace`, undefined, signal),
    refetchInterval: POLL_MS,
  });
}

/** Sends to a domain at its full rate again. */
export function useLift(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (domain: string) => api.post<SenderPace>(`/senders/${id}/pace/lift`, { domain }),
    onSettled: () => client.invalidateQueries({ queryKey: ['senders', id, 'pace'] }),
  });
}
