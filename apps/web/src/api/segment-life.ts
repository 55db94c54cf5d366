import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Condition } from '../kit/conditions/condition';
import { api } from './client';
import type { Page } from './client';
import type { Contact } from './contacts';
import type { DaySize, Segment, SegmentUse } from './segments';

/** What another condition would do to the members. */
export interface SegmentDifference {
  members: number;
  stay: number;
  enter: number;
  leave: number;
  entering: Contact[];
  leaving: Contact[];
  used_by: SegmentUse[];
}

export interface SegmentVersion {
  revision: number;
  condition: Condition;
  created_at: string;
  created_by: { id: number; name: string } | null;
  is_current: boolean;
}

export type MoveCause =
  'change' | 'time' | 'zone' | 'edit' | 'rebuild' | 'new' | 'hand' | 'import' | 'automation' | 'merge';

/** One who entered or left. */
export interface SegmentMove {
  id: number;
  at: string;
  contact: { id: number; email: string | null; name: string | null };
  entered: boolean;
  revision: number | null;
  cause: MoveCause | null;
  changes: { dimension: string; old: unknown; new: unknown }[];
  clauses: { path: string; clause: Condition }[];
  by: { id: number; name: string } | null;
}

/** A clause with its verdict and, in words, why. */
export interface ClauseVerdict {
  verdict: boolean;
  kind: string;
  text: string;
  path: string;
  clauses: ClauseVerdict[];
}

/** When a membership changes by itself, if nothing else happens. */
export interface NextChange {
  at: string;
  member: boolean;
  because: string[];
}

export interface Explanation {
  member: boolean;
  entered_at: string | null;
  verdict: boolean;
  explanation: ClauseVerdict;
  next_change: NextChange | null;
}

const SEGMENTS = 'segments';
const MOVES_SHOWN = 25;

export function useSegmentVersions(id: number) {
  return useQuery({
    queryKey: [SEGMENTS, id, 'versions'],
    queryFn: ({ signal }) => api.get<Page<SegmentVersion>>(`/segments/${id}/versions`, { limit: 200 }, signal),
  });
}

export function useSegmentMoves(id: number) {
  return useInfiniteQuery({
    queryKey: [SEGMENTS, id, 'history'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<SegmentMove>>(`/segments/${id}/history`, { cursor: pageParam, limit: MOVES_SHOWN }, signal),
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
  });
}

export function useSegmentSizes(id: number, days: number) {
  return useQuery({
    queryKey: [SEGMENTS, id, 'sizes', days],
    queryFn: ({ signal }) => api.get<Page<DaySize>>(`/segments/${id}/sizes`, { days }, signal),
  });
}

export function useExplanation(segment: number, contact: number | null) {
  return useQuery({
    queryKey: [SEGMENTS, segment, 'explain', contact],
    queryFn: ({ signal }) => api.get<Explanation>(`/segments/${segment}/explain`, { contact }, signal),
    enabled: contact !== null,
  });
}

export function useSegmentGuide() {
  return useQuery({
    queryKey: [SEGMENTS, 'guide'],
    queryFn: ({ signal }) => api.get<Page<Segment>>('/segments/guide', {}, signal),
  });
}

/** Who would enter and leave, asked before an edit is saved. */
export function useSegmentDifference(id: number) {
  return useMutation({
    mutationFn: (condition: Condition) => api.post<SegmentDifference>(`/segments/${id}/changes`, { condition }),
  });
}

type Deed = 'archive' | 'restore' | 'duplicate' | 'cancel' | `versions/${number}/restore`;

/** What is done to a segment besides editing it. */
export function useSegmentDeed(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: Deed) => api.post<Segment>(`/segments/${id}/${deed}`, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: [SEGMENTS] }),
  });
}
