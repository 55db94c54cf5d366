import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';
import { useRemove } from './resource';

export interface TemplateSummary {
  id: number;
  name: string;
  subject: string;
  version: number;
  /** The version that sends use; null as long as none has compiled. */
  published_version: number | null;
  created_at: string;
  updated_at: string;
}

export interface TemplateProblem {
  path: string;
  line: number;
  column: number;
  message: string;
}

export interface Template extends TemplateSummary {
  preheader: string | null;
  mjml: string | null;
  html: string | null;
  text: string | null;
  problems: TemplateProblem[];
}

export interface TemplateInput {
  name: string;
  subject: string;
  preheader?: string | null;
  mjml?: string | null;
  html?: string | null;
  text?: string | null;
}

/** What could be better, and where it stands, if it stands anywhere. */
export interface TemplateWarning extends Partial<Pick<TemplateProblem, 'path' | 'line' | 'column'>> {
  code: string;
  message: string;
}

export interface TemplatePreview {
  subject: string;
  preheader: string;
  html: string;
  text: string;
  size: number;
  warnings: TemplateWarning[];
  blocks: { block: string; chosen: string | null; why: string }[];
}

const TEMPLATES = 'templates';

export function useTemplates(filter: { cursor?: string; limit?: number } = {}) {
  return useQuery({
    queryKey: [TEMPLATES, 'list', filter],
    queryFn: ({ signal }) => api.get<Page<TemplateSummary>>('/templates', { limit: 200, ...filter }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useTemplate(id: number) {
  return useQuery({ queryKey: [TEMPLATES, id], queryFn: () => api.get<Template>(`/templates/${id}`) });
}

export function useSaveTemplate(existing?: Template) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (input: Partial<TemplateInput> & Pick<TemplateInput, 'name' | 'subject'>) => {
      if (!existing) return api.post<Template>('/templates', input);
      const saved = await api.patch<Template>(`/templates/${existing.id}`, input, existing.version);
      // A change is a draft until it is published; one with problems stays a draft.
      return saved.problems.length === 0 ? api.post<Template>(`/templates/${existing.id}/publish`) : saved;
    },
    onSuccess: async (template) => {
      client.setQueryData([TEMPLATES, template.id], template);
      await client.invalidateQueries({ queryKey: [TEMPLATES, 'list'] });
    },
  });
}

/** The mail as one contact would get it, with what has not been saved yet. */
export function useTemplatePreview(id: number, input: Partial<TemplateInput>, contact: number | null) {
  return useQuery({
    queryKey: [TEMPLATES, id, 'preview', input, contact],
    queryFn: ({ signal }) =>
      api.post<TemplatePreview>(`/templates/${id}/preview`, { ...input, contact_id: contact }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function useTestTemplate(id: number) {
  return useMutation({
    mutationFn: ({ to, contact }: { to: string; contact: number | null }) =>
      api.post<{ to: string }>(`/templates/${id}/test`, { to, contact_id: contact }),
  });
}

export const useRemoveTemplate = () => useRemove(TEMPLATES);
