import { useQuery } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';

/** What is filed in folders. */
export type Filed = 'segments' | 'automations';

/** The names of the folders of a list; what is in none has none. */
export function useFolders(of: Filed): string[] {
  const { data } = useQuery({
    queryKey: [of, 'folders'],
    queryFn: ({ signal }) => api.get<Page<{ folder: string }>>(`/${of}/folders`, {}, signal),
  });
  return (data?.data ?? []).map(({ folder }) => folder).filter(Boolean);
}
