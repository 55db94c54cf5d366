import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';

/** A currency that events came in; `latest` is null while nobody has stored a rate. */
export interface SeenCurrency {
  currency: string;
  events: string[];
  latest: { day: string; rate: string } | null;
}

interface Currencies extends Page<SeenCurrency> {
  /** The organisation's own. */
  base: string;
}

export interface Rate {
  currency: string;
  day: string;
  rate: string;
}

export function useCurrencies() {
  return useQuery({
    queryKey: ['currencies'],
    queryFn: ({ signal }) => api.get<Currencies>('/currencies', {}, signal),
  });
}

export function usePutRate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rate: Rate) => api.put('/currencies/rates', { rates: [rate] }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['currencies'] }),
  });
}
