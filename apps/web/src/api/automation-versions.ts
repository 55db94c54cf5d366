import { useMutation, useQuery } from '@tanstack/react-query';

import type { AutomationDocument } from './automations';
import { api } from './client';
import type { Page } from './client';

export interface AutomationVersion {
  version: number;
  published_at: string;
  published_by: { id: number; name: string | null } | null;
  current: boolean;
  active: number;
}

export function useAutomationVersions(id: number) {
  return useQuery({
    queryKey: ['automations', id, 'versions'],
    queryFn: ({ signal }) => api.get<Page<AutomationVersion>>(`/automations/${id}/versions`, { limit: 200 }, signal),
  });
}

/** Fetches the document of a version. */
export function useReadVersion(id: number) {
  return useMutation({
    mutationFn: (version: number) => api.get<AutomationDocument>(`/automations/${id}/versions/${version}`),
  });
}
