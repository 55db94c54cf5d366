import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';
import { useLive, useLiveLost } from './live';

export type CampaignStatus = 'draft' | 'scheduled' | 'sending' | 'paused' | 'completed' | 'cancelled' | 'failed';

export interface Campaign {
  id: number;
  name: string;
  status: CampaignStatus;
  template_id: number;
  topic: string;
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
  const isSending = query.data?.status === 'sending';
  useLive(isSending ? `campaign:${id}` : '', () => void client.invalidateQueries({ queryKey: key }));
  return query;
}

/** How many people are done with: handed over, refused, or not to be mailed. */
export function doneOf({ sent, failed, unknown, skipped }: CampaignReport): number {
  return sent + failed + unknown + Object.values(skipped).reduce((sum, count) => sum + count, 0);
}
