import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';

interface Wanted {
  field?: string;
  event?: string;
  property?: string;
}

const MOST = 100;

/** Names and values that are in the data: of a field, of events, of an event's properties. */
export function useSuggestions(wanted: Wanted, enabled = true): string[] {
  const { data } = useQuery({
    queryKey: ['suggestions', wanted],
    queryFn: ({ signal }) => api.get<Page<string>>('/suggestions', { ...wanted, limit: MOST }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled,
  });
  return enabled ? (data?.data ?? []) : [];
}
