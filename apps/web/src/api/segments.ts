import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Condition } from '../kit/conditions/condition';
import { api } from './client';
import type { Page } from './client';
import type { Contact } from './contacts';
import { useRemove } from './resource';

export interface Segment {
  id: number;
  slug: string;
  name: string;
  description: string | null;
  color: string | null;
  folder: string | null;
  owner: { id: number; name: string } | null;
  kind: 'dynamic' | 'static';
  condition: Condition | null;
  revision: number;
  status: 'building' | 'ready';
  /** The build that is under way. */
  build: { started_at: string; last_took_ms: number | null } | null;
  /** Set while the members could not be worked out. */
  build_failed: { reason: string; detail: string | null; times: number; retry_at: string } | null;
  count: number;
  version: number;
  created_at?: string;
  updated_at?: string;
  archived_at?: string | null;
  used_by?: SegmentUse[];
  /** The size by day, oldest first, where the list was asked for it. */
  trend?: DaySize[];
}

/** The size at the end of a day, and who moved on it. */
export interface DaySize {
  day: string;
  members: number;
  entered: number;
  left: number;
}

/** A document that uses a segment. */
export interface SegmentUse {
  kind: string;
  id: number;
  name: string | null;
  status: string | null;
}

export interface SegmentInput {
  name: string;
  description?: string | null;
  color?: string | null;
  folder?: string | null;
  owner?: number | null;
  condition?: Condition;
  kind?: 'static';
}

export interface SegmentPreview {
  count: number;
  exact: boolean;
  sample: Contact[];
  took_ms: number;
  warnings?: { path: string; message: string }[];
}

const SEGMENTS = 'segments';
const BUILDING_POLL_MS = 1_500;
const MOST_AT_ONCE = 1_000;

interface SegmentFilter {
  search?: string;
  cursor?: string;
  limit?: number;
  folder?: string;
  archived?: boolean;
  /** How many days of its size come with each. */
  trend_days?: number;
}

async function readAll(filter: SegmentFilter, signal: AbortSignal): Promise<Page<Segment>> {
  const data: Segment[] = [];
  let next: string | null = null;
  do {
    const from = next === null ? {} : { cursor: next };
    const page: Page<Segment> = await api.get('/segments', { limit: MOST_AT_ONCE, ...filter, ...from }, signal);
    data.push(...page.data);
    next = page.next_cursor;
  } while (next !== null);
  return { data, next_cursor: null };
}

/** A page of the segments, or all of them when no limit is given: choices and sentences need the old ones, too. */
export function useSegments(filter: SegmentFilter = {}) {
  return useQuery({
    queryKey: [SEGMENTS, 'list', filter],
    queryFn: ({ signal }) =>
      filter.limit === undefined ? readAll(filter, signal) : api.get<Page<Segment>>('/segments', { ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ status }) => status === 'building') === true ? BUILDING_POLL_MS : false,
  });
}

export function useSegment(id: number) {
  return useQuery({
    queryKey: [SEGMENTS, id],
    queryFn: () => api.get<Segment>(`/segments/${id}`),
    refetchInterval: ({ state }) => (state.data?.status === 'building' ? BUILDING_POLL_MS : false),
  });
}

export function useSegmentMembers(id: number, cursor: string) {
  return useQuery({
    queryKey: [SEGMENTS, id, 'members', cursor],
    queryFn: ({ signal }) => api.get<Page<Contact>>(`/segments/${id}/members`, { cursor, limit: 50 }, signal),
    placeholderData: keepPreviousData,
  });
}

function usePreviewQuery(condition: Condition, estimate: boolean, enabled: boolean) {
  return useQuery({
    queryKey: [SEGMENTS, 'preview', condition, estimate],
    queryFn: ({ signal }) => api.post<SegmentPreview>('/segments/preview', { condition, estimate }, { signal }),
    placeholderData: keepPreviousData,
    enabled,
    retry: false,
  });
}

/** How many match, and a few of them: an estimate when the exact count takes longer, then the exact count. */
export function useSegmentPreview(condition: Condition, enabled: boolean) {
  const first = usePreviewQuery(condition, true, enabled);
  const isEstimate = first.data?.exact === false && !first.isPlaceholderData;
  const exact = usePreviewQuery(condition, false, enabled && isEstimate);
  const counted = isEstimate && exact.data && !exact.isPlaceholderData ? exact.data : first.data;
  return { ...first, data: counted, isFetching: first.isFetching || exact.isFetching };
}

export function useSaveSegment(existing?: Segment) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: SegmentInput) =>
      existing
        ? api.patch<Segment>(`/segments/${existing.id}`, input, existing.version)
        : api.post<Segment>('/segments', input),
    onSuccess: async (segment) => {
      client.setQueryData([SEGMENTS, segment.id], segment);
      await client.invalidateQueries({ queryKey: [SEGMENTS] });
    },
  });
}

export const useRemoveSegment = () => useRemove(SEGMENTS);

/** Puts a contact into a list that is kept by hand, or takes it out. */
export function useStaticMember(segment: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ contact, on }: { contact: number; on: boolean }) => {
      const path = `/segments/${segment}/members/${contact}`;
      return on ? api.put(path) : api.delete(path);
    },
    onSettled: () => client.invalidateQueries({ queryKey: [SEGMENTS] }),
  });
}
