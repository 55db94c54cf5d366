import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page, Query } from './client';

/** Short lists (fields, tags, topics, senders, people, keys) are read whole. */
const WHOLE_LIST = 1000;

interface ShortListOptions {
  enabled?: boolean;
  query?: Query;
}

/** A short list that is read whole and kept for a minute. */
export function useShortList<T>(name: string, { enabled = true, query = {} }: ShortListOptions = {}) {
  return useQuery({
    queryKey: [name, query],
    queryFn: ({ signal }) => api.get<Page<T>>(`/${name}`, { limit: WHOLE_LIST, ...query }, signal),
    staleTime: 60_000,
    enabled,
  });
}

/** Makes one of a resource. */
export function useCreate<T, Input>(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => api.post<T>(`/${name}`, input),
    onSuccess: () => client.invalidateQueries({ queryKey: [name] }),
  });
}

/** Changes one of a resource by JSON Merge Patch. */
export function useChange<T, Input>(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version, ...changes }: Input & { id: number; version?: number }) =>
      api.patch<T>(`/${name}/${id}`, changes, version),
    onSuccess: () => client.invalidateQueries({ queryKey: [name] }),
  });
}

/** Deletes one of a resource. */
export function useRemove(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.delete(`/${name}/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: [name] }),
  });
}
