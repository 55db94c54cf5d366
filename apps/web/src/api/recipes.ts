import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';
import type { JsonSchema } from './registry';

export interface FlowBox {
  id: string;
  type: string;
  label: string;
  row: number;
  column: number;
}

export interface Flow {
  boxes: FlowBox[];
  lines: { from: string; to: string; label: string }[];
}

export interface Recipe {
  key: string;
  name: string;
  group: string;
  summary: string;
  story: string[];
  tips: string[];
  measure: string[];
  schema: JsonSchema;
  /** Answers from the data that there are. */
  suggested: Record<string, unknown>;
  makes: { templates: string[]; segments: string[]; tags: string[] };
  flow: Flow;
}

interface MadePart {
  id: number;
  name: string;
  reused: boolean;
}

export interface AppliedRecipe {
  automation: MadePart;
  templates: MadePart[];
  segments: MadePart[];
}

export interface ReminderOutcome {
  reminder: number;
  sent: number;
  ordered: number;
  value: number;
  expected: number | null;
  verdict: 'pays' | 'does_not' | 'unknown';
}

export interface CartHistory {
  left: number;
  unreminded: number;
  unaided: number;
  median_hours: number | null;
  habitual: number;
  reminders: ReminderOutcome[];
  advice: number | null;
}

export function useRecipes() {
  return useQuery({ queryKey: ['recipes'], queryFn: () => api.get<Page<Recipe>>('/recipes') });
}

export function useRecipe(key: string) {
  return useQuery({ queryKey: ['recipes', key], queryFn: () => api.get<Recipe>(`/recipes/${key}`) });
}

export function useApplyRecipe(key: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; params: Record<string, unknown> }) =>
      api.post<AppliedRecipe>(`/recipes/${key}/apply`, body),
    onSuccess: () =>
      Promise.all(
        ['automations', 'templates', 'segments', 'fields'].map((kind) =>
          client.invalidateQueries({ queryKey: [kind] }),
        ),
      ),
  });
}

/** What past carts tell; asked again when the names of the events change. */
export function useCartHistory(query: { event: string; order: string; after: string }) {
  return useQuery({
    queryKey: ['carts', query],
    queryFn: () => api.get<CartHistory>('/carts/history', query),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function useAudiences() {
  return useQuery({
    queryKey: ['audiences'],
    queryFn: () => api.get<Page<{ id: number; name: string }>>('/audiences'),
  });
}
