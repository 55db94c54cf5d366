import { useQuery } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';

export interface SalesAlert {
  id: number;
  contact_id: number;
  automation_id: number | null;
  message: string;
  assigned_to: number | null;
  due_at: string | null;
  status: 'open' | 'claimed' | 'done';
  created_at?: string;
}

export function useAlerts() {
  return useQuery({
    queryKey: ['sales', 'alerts'],
    queryFn: ({ signal }) => api.get<Page<SalesAlert>>('/sales/alerts', { limit: 200 }, signal),
  });
}
