import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api, apiUrl } from './client';
import type { Page } from './client';

export type RoundKind = 'first' | 'failed' | 'joined';

/** One sending of a campaign, with the numbers of its own mails. */
export interface Round {
  round: number;
  kind: RoundKind;
  unknown: boolean;
  status: string;
  failure: string | null;
  send_at: string | null;
  created_at: string;
  started_at: string | null;
  audience: number;
  sent: number;
  pending: number;
  deferred: number;
  failed: number;
  unknown_mails: number;
  skipped: number;
}

export interface RoundInput {
  kind: Exclude<RoundKind, 'first'>;
  unknown?: boolean;
  send_at?: string;
}

/** Somebody behind a number of the report. */
export interface CampaignPerson {
  contact_id: number;
  email: string | null;
  name: string | null;
  message_id: number;
  status: string;
  reason: string | null;
  response: string | null;
  at: string;
}

export interface PeopleFilter {
  outcome: string;
  reason?: string;
}

const CAMPAIGNS = 'campaigns';
const POLL_MS = 5_000;

export function useRounds(id: number, isMoving: boolean) {
  return useQuery({
    queryKey: [CAMPAIGNS, id, 'rounds'],
    queryFn: ({ signal }) => api.get<Page<Round>>(`/campaigns/${id}/rounds`, {}, signal),
    // A single round is not shown: its numbers are those of the report.
    refetchInterval: ({ state }) => {
      const rounds = state.data?.data ?? [];
      const waits = rounds.some(({ status }) => status === 'scheduled');
      return rounds.length > 1 && (isMoving || waits) ? POLL_MS : false;
    },
  });
}

export function useSendAgain(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: RoundInput) => api.post<Round>(`/campaigns/${id}/rounds`, input),
    onSettled: () => client.invalidateQueries({ queryKey: [CAMPAIGNS] }),
  });
}

export function useTakeBackRound(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (round: number) => api.delete(`/campaigns/${id}/rounds/${round}`),
    onSettled: () => client.invalidateQueries({ queryKey: [CAMPAIGNS, id] }),
  });
}

export function useCampaignPeople(id: number, filter: PeopleFilter, cursor: string) {
  return useQuery({
    queryKey: [CAMPAIGNS, id, 'people', filter, cursor],
    queryFn: ({ signal }) =>
      api.get<Page<CampaignPerson>>(`/campaigns/${id}/people`, { ...filter, cursor, limit: 25 }, signal),
    placeholderData: keepPreviousData,
  });
}

export function campaignPeopleUrl(id: number, filter: PeopleFilter): string {
  return apiUrl(`/campaigns/${id}/people.csv`, { ...filter });
}
