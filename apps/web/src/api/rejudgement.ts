import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';

/** How far a new look at opens and clicks has come. */
export interface Rejudgement {
  id: number;
  since: string | null;
  /** 0 to 1; null until it is known how much there is. */
  progress: number | null;
  mails: number;
  turned: number;
  created_at: string;
  finished_at: string | null;
}

interface Answer {
  rejudgement: Rejudgement | null;
}

const PATH = '/tracking/rejudgement';
const KEY = ['rejudgement'] as const;
const POLL_MS = 1_000;

export function useRejudgement() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Answer>(PATH, {}, signal),
    refetchInterval: ({ state }) => (state.data?.rejudgement?.finished_at === null ? POLL_MS : false),
  });
}

export function useRejudge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (since: string | null) => api.post<Answer>(PATH, { since }),
    onSuccess: (answer) => client.setQueryData(KEY, answer),
    onError: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
