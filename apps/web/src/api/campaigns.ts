import { useEffect, useRef } from 'react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Condition } from '../kit/conditions/condition';
import { api } from './client';
import type { Page } from './client';
import { useLive, useLiveLost } from './live';
import { useRemove } from './resource';

export type CampaignStatus = 'draft' | 'scheduled' | 'sending' | 'paused' | 'completed' | 'cancelled' | 'failed';

export interface Audience {
  include: number[];
  exclude?: number[];
  condition?: Condition;
  everyone?: boolean;
  reason?: string;
}

export interface CampaignInput {
  name: string;
  template_id: number;
  topic: string;
  audience: Audience;
  sender_id?: number | null;
  send_at?: string | null;
}

export interface PreflightProblem {
  code: string;
  severity: 'error' | 'warning';
  message: string;
  /** For how many of the audience a value is empty; null for any other problem. */
  lacking: { value: string; people: number } | null;
}

/** Somebody for whom a value of the mail is empty. */
export interface PersonWithout {
  contact_id: number;
  email: string | null;
  name: string | null;
}

export interface Preflight {
  ready: boolean;
  audience: number;
  problems: PreflightProblem[];
  /** Whom a further round would be for; null unless the campaign is completed. */
  rounds: { failed: RoundCount; failed_or_unknown: RoundCount; joined: RoundCount } | null;
}

export interface RoundCount {
  people: number;
  /** Those of them who would be left out. */
  blocked: number;
}

export interface Campaign {
  id: number;
  name: string;
  status: CampaignStatus;
  /** Why it did not start at its time. */
  failure?: string | null;
  template_id: number;
  topic: string;
  audience: Audience;
  sender_id: number | null;
  send_at?: string | null;
  started_at?: string | null;
  completed_at?: string | null;
  created_at: string;
  version: number;
}

export interface CampaignReport {
  status: CampaignStatus;
  audience: number;
  sent: number;
  delivered: number;
  deferred: number;
  failed: number;
  unknown: number;
  /** Not yet, by reason. */
  waiting: Record<string, number>;
  /** Of those put off, how many for what. */
  deferrals: Record<string, number>;
  skipped: Record<string, number>;
  opened: { human: number; machine: number };
  clicked: { human: number; machine: number };
  unsubscribed: number;
  bounced: number;
  complained: number;
  revenue: number | null;
}

const CAMPAIGNS = 'campaigns';
const POLL_MS = 5_000;
const POLL_LOST_MS = 2_000;

export function useCampaigns(filter: { search?: string; status?: string; cursor?: string; limit?: number } = {}) {
  return useQuery({
    queryKey: [CAMPAIGNS, 'list', filter],
    queryFn: ({ signal }) => api.get<Page<Campaign>>('/campaigns', { ...filter }, signal),
    placeholderData: keepPreviousData,
  });
}

/** The numbers of a campaign; live while it sends, polled beside. */
export function useCampaignReport(id: number) {
  const client = useQueryClient();
  const isLost = useLiveLost();
  const key = [CAMPAIGNS, id, 'report'];
  const query = useQuery({
    queryKey: key,
    queryFn: () => api.get<CampaignReport>(`/campaigns/${id}/report`),
    refetchInterval: ({ state }) => {
      if (state.data?.status !== 'sending') return false;
      return isLost ? POLL_LOST_MS : POLL_MS;
    },
  });
  const status = query.data?.status;
  useLive(status === 'sending' ? `campaign:${id}` : '', () => void client.invalidateQueries({ queryKey: key }));
  // Its mails and what can be done with it are others in another state.
  const last = useRef(status);
  useEffect(() => {
    if (last.current !== undefined && last.current !== status) {
      void client.invalidateQueries({
        queryKey: [CAMPAIGNS, id],
        predicate: ({ queryKey }) => queryKey[2] !== 'report',
      });
      void client.invalidateQueries({ queryKey: ['messages'] });
    }
    last.current = status;
  }, [client, id, status]);
  return query;
}

/** How many people are done with: handed over, refused, or not to be mailed. */
export function doneOf({ sent, failed, unknown, skipped }: CampaignReport): number {
  return sent + failed + unknown + Object.values(skipped).reduce((sum, count) => sum + count, 0);
}

export function useCampaign(id: number) {
  return useQuery({
    queryKey: [CAMPAIGNS, id],
    queryFn: () => api.get<Campaign>(`/campaigns/${id}`),
    refetchInterval: ({ state }) =>
      state.data?.status === 'sending' || state.data?.status === 'scheduled' ? POLL_LOST_MS : false,
  });
}

/** Whom of the audience a value is empty for, as `lacking` of a problem names it. */
export function usePeopleWithout(id: number, value: string, cursor: string) {
  return useQuery({
    queryKey: [CAMPAIGNS, id, 'without', value, cursor],
    queryFn: ({ signal }) =>
      api.get<Page<PersonWithout>>(`/campaigns/${id}/preflight/people`, { value, cursor, limit: 25 }, signal),
    placeholderData: keepPreviousData,
  });
}

export function usePreflight(id: number, enabled: boolean) {
  return useQuery({
    queryKey: [CAMPAIGNS, id, 'preflight'],
    queryFn: () => api.get<Preflight>(`/campaigns/${id}/preflight`),
    enabled,
  });
}

export function useSaveCampaign(existing?: Campaign) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CampaignInput) =>
      existing
        ? api.patch<Campaign>(`/campaigns/${existing.id}`, input, existing.version)
        : api.post<Campaign>('/campaigns', input),
    onSuccess: () => client.invalidateQueries({ queryKey: [CAMPAIGNS] }),
  });
}

export const useRemoveCampaign = () => useRemove(CAMPAIGNS);

export type CampaignAction = 'start' | 'pause' | 'resume' | 'cancel';

export function useCampaignAction(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: CampaignAction) => api.post<Campaign>(`/campaigns/${id}/${action}`),
    onSuccess: (campaign) => {
      client.setQueryData([CAMPAIGNS, id], campaign);
      return client.invalidateQueries({ queryKey: [CAMPAIGNS] });
    },
  });
}

export function useTestCampaign(id: number) {
  return useMutation({ mutationFn: (to: string) => api.post<{ to: string }>(`/campaigns/${id}/test`, { to }) });
}
