import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';

export type Params = Record<string, unknown> & { type: string };

/** The part of an automation that its author writes. */
export interface AutomationDocument {
  name: string;
  triggers: Params[];
  start: string | null;
  steps: Record<string, Params>;
  [more: string]: unknown;
}

export interface AutomationStored {
  id: number;
  status: 'draft' | 'live' | 'paused' | 'archived';
  version: number;
  published_version: number | null;
  created_at: string;
  updated_at: string;
}

export type Automation = AutomationStored & AutomationDocument;
export type AutomationSummary = AutomationStored & Pick<AutomationDocument, 'name' | 'triggers'>;

interface StepNumbers {
  waiting: number;
  passed: number;
  stuck: number;
}

export interface AutomationReport {
  entered: number;
  active: number;
  completed: number;
  converted: number;
  exited: number;
  stuck: number;
  steps: Record<string, StepNumbers>;
}

export interface Enrolment {
  id: number;
  contact_id: number;
  email: string | null;
  name: string | null;
  state: string;
  step: string | null;
  due_at: string | null;
  entered_at: string;
  exit_reason: string | null;
  error: string | null;
}

const AUTOMATIONS = 'automations';
const POLL_MS = 3_000;
const STORED = ['id', 'status', 'version', 'published_version', 'created_at', 'updated_at', 'warnings'] as const;

/** The document without what the server adds to it. */
export function documentOf(automation: Automation): AutomationDocument {
  const entries = Object.entries(automation).filter(([name]) => !(STORED as readonly string[]).includes(name));
  return Object.fromEntries(entries) as AutomationDocument;
}

export function useAutomations(filter: { search?: string; cursor?: string }) {
  return useQuery({
    queryKey: [AUTOMATIONS, 'list', filter],
    queryFn: ({ signal }) => api.get<Page<AutomationSummary>>('/automations', { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useAutomation(id: number) {
  return useQuery({ queryKey: [AUTOMATIONS, id], queryFn: () => api.get<Automation>(`/automations/${id}`) });
}

export function useAutomationReport(id: number) {
  return useQuery({
    queryKey: [AUTOMATIONS, id, 'report'],
    queryFn: () => api.get<AutomationReport>(`/automations/${id}/report`),
    refetchInterval: POLL_MS,
  });
}

export function useEnrolments(id: number, filter: { cursor: string; step?: string }) {
  return useQuery({
    queryKey: [AUTOMATIONS, id, 'enrolments', filter],
    queryFn: ({ signal }) =>
      api.get<Page<Enrolment>>(`/automations/${id}/enrolments`, { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: filter.cursor === '' ? POLL_MS : false,
  });
}

export function useCreateAutomation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (document: AutomationDocument) => api.post<Automation>('/automations', document),
    onSuccess: () => client.invalidateQueries({ queryKey: [AUTOMATIONS, 'list'] }),
  });
}

export function useSaveAutomation(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ version, document }: { version: number; document: AutomationDocument }) =>
      api.patch<Automation>(`/automations/${id}`, document, version),
    onSuccess: (automation) => {
      client.setQueryData([AUTOMATIONS, id], automation);
      return client.invalidateQueries({ queryKey: [AUTOMATIONS, 'list'] });
    },
  });
}

export type AutomationAction = 'publish' | 'pause' | 'resume' | 'archive';

export function useAutomationAction(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: AutomationAction) => api.post<Automation>(`/automations/${id}/${action}`),
    onSuccess: (automation) => {
      client.setQueryData([AUTOMATIONS, id], automation);
      return client.invalidateQueries({ queryKey: [AUTOMATIONS, 'list'] });
    },
  });
}
