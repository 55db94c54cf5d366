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
  kind: 'dynamic' | 'static';
  condition: Condition | null;
  status: 'building' | 'ready';
  count: number;
  version: number;
  created_at?: string;
  updated_at?: string;
  /** What refers to it, when the server says so. */
  used_by?: { kind: string; id: number; name?: string }[];
}

export interface SegmentInput {
  name: string;
  description?: string | null;
  color?: string | null;
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

export function useSegments(filter: { search?: string; cursor?: string; limit?: number } = {}) {
  return useQuery({
    queryKey: [SEGMENTS, 'list', filter],
    queryFn: ({ signal }) => api.get<Page<Segment>>('/segments', { limit: 200, ...filter }, signal),
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

/** How many match, and a few of them; asked with an estimate so that typing is never held up. */
export function useSegmentPreview(condition: Condition, enabled: boolean) {
  return useQuery({
    queryKey: [SEGMENTS, 'preview', condition],
    queryFn: ({ signal }) => api.post<SegmentPreview>('/segments/preview', { condition, estimate: true }, { signal }),
    placeholderData: keepPreviousData,
    enabled,
    retry: false,
  });
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
