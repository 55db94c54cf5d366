import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';
import type { NamedAutomation } from './kept-out';
import type { ClauseVerdict } from './segment-life';

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
export type AutomationSummary = AutomationStored &
  Pick<AutomationDocument, 'name' | 'triggers'> & {
    folder: string | null;
    /** How many are under way now. */
    active: number;
  };

export interface StepNumbers {
  waiting: number;
  passed: number;
  stuck: number;
  left: number;
  /** Visits by the way that they took. */
  ways: Record<string, number>;
  /** Of those who took each way, how many have converted since. */
  converted: Record<string, number>;
  /** What that was worth in all. */
  values: Record<string, number>;
  /** Over all ways. */
  conversions: number;
  value: number;
  /** Mails that would go and that would be withheld, in a dry run. */
  mails?: { go: number; withheld: number };
}

/** What those who reached the goal were worth. */
export interface GoalValue {
  of: string;
  /** null for a number that is no money. */
  currency: string | null;
  total: number;
  /** Currencies without a rate, whose values are left out. */
  unrated: string[];
}

export interface AutomationReport {
  entered: number;
  active: number;
  completed: number;
  converted: number;
  exited: number;
  stuck: number;
  value: GoalValue | null;
  steps: Record<string, StepNumbers>;
}

/** Something that stands against publishing, or is hardly meant. */
export interface Finding {
  path: string;
  message: string;
}

export interface ReviewedStep {
  step: string;
  change: 'added' | 'changed' | 'removed' | 'same';
  waiting: number;
  moves_to: string | null;
  before: Params | null;
}

/** What publishing the draft would do. */
export interface AutomationReview {
  version: number;
  published_version: number | null;
  problems: Finding[];
  warnings: Finding[];
  settings: string[];
  steps: ReviewedStep[];
}

export type MigrationChoice = 'keep' | 'move' | 'exit';

export interface Enrolment {
  id: number;
  contact_id: number;
  email: string | null;
  name: string | null;
  state: string;
  step: string | null;
  step_at: string;
  due_at: string | null;
  entered_at: string;
  exit_reason: string | null;
  error: string | null;
  /** Of somebody who tries the automation: short waits, in no number. */
  test: boolean;
}

const AUTOMATIONS = 'automations';
const POLL_MS = 3_000;
const STORED = [
  'id',
  'status',
  'version',
  'published_version',
  'created_at',
  'updated_at',
  'warnings',
  'problems',
] as const;

/** The document without what the server adds to it. */
export function documentOf(automation: Automation): AutomationDocument {
  const entries = Object.entries(automation).filter(([name]) => !(STORED as readonly string[]).includes(name));
  return Object.fromEntries(entries) as AutomationDocument;
}

export function useAutomations(filter: { search?: string; cursor?: string; folder?: string; status?: string }) {
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

/** What the draft as it is saved would change; asked anew for each version of it. */
export function useAutomationReview(id: number, version: number) {
  return useQuery({
    queryKey: [AUTOMATIONS, id, 'review', version],
    queryFn: ({ signal }) => api.get<AutomationReview>(`/automations/${id}/review`, {}, signal),
    placeholderData: keepPreviousData,
  });
}

export interface AskedCondition {
  path: string;
  explanation: ClauseVerdict;
}

export interface SimulationEntry {
  kind: 'step' | 'wait' | 'event' | 'leave' | 'fail';
  at: string;
  step: string | null;
  outcome: string;
  next: string | null;
  until: string | null;
  why: AskedCondition[];
  /** Why its mail would not go. */
  mail?: string;
}

/** The way of one contact through the draft; nothing of it has happened. */
export interface Simulation {
  contact: { id: number | null; email: string | null; name: string | null };
  started_at: string;
  trigger: number | null;
  filter: AskedCondition | null;
  entries: SimulationEntry[];
  end: {
    state: 'completed' | 'converted' | 'exited' | 'waiting' | 'failed' | 'cut';
    at: string;
    reason: string | null;
  };
}

export interface SimulationRequest {
  contact_id: number;
  now?: string;
  events?: ({ name: string; after?: string } | { email: string; after?: string })[];
}

export function useSimulate(id: number) {
  return useMutation({
    mutationFn: (request: SimulationRequest) => api.post<Simulation>(`/automations/${id}/simulate`, request),
  });
}

export interface SeenTrigger {
  type: string;
  fires: boolean | null;
  at: string | null;
  counts: boolean;
  where: ClauseVerdict | null;
}

/** Why a contact is in an automation, or is not. */
export interface EntryExplanation {
  contact_id: number;
  published_at: string | null;
  verdict:
    | 'active'
    | 'entered'
    | 'not_live'
    | 'circle'
    | 'no_trigger'
    | 'before_published'
    | 'filter'
    | 'cooldown'
    | 'limit'
    | 'nothing';
  triggers: SeenTrigger[];
  filter: ClauseVerdict | null;
  entry: {
    again: 'never' | 'after_exit' | 'always';
    allows: boolean;
    cooldown: string | null;
    limit: number | null;
    entered_in_all: number;
  };
  kept_out: { reason: 'circle'; circle: NamedAutomation[]; at: string } | null;
  runs: Enrolment[];
}

export function useEntryExplanation(id: number, contact: number) {
  return useQuery({
    queryKey: [AUTOMATIONS, id, 'explain', contact],
    queryFn: () => api.get<EntryExplanation>(`/automations/${id}/explain`, { contact }),
    refetchInterval: POLL_MS * 2,
  });
}

export function useEnrolments(id: number, filter: { cursor: string; step?: string; state?: string }) {
  return useQuery({
    queryKey: [AUTOMATIONS, id, 'enrolments', filter],
    queryFn: ({ signal }) =>
      api.get<Page<Enrolment>>(`/automations/${id}/enrolments`, { limit: 50, ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: filter.cursor === '' ? POLL_MS : false,
  });
}

/** A way of a contact through an automation. */
export type ContactRun = Omit<Enrolment, 'email' | 'name'> & {
  automation: { id: number; name: string; status: string };
  step_name: string | null;
  step_type: string | null;
  ended_at: string | null;
};

/** The automations that a contact is in, then those that she was in. */
export function useContactRuns(contact: number) {
  return useQuery({
    queryKey: ['contacts', contact, 'automations'],
    queryFn: ({ signal }) => api.get<Page<ContactRun>>(`/contacts/${contact}/automations`, {}, signal),
  });
}

export function useCreateAutomation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (document: AutomationDocument) => api.post<Automation>('/automations', document),
    onSuccess: () => client.invalidateQueries({ queryKey: [AUTOMATIONS, 'list'] }),
  });
}

/** Makes a draft of a document from a file, whatever it lacks here: the builder says what that is. */
export function useImportAutomation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (document: unknown) => api.post<Automation>('/automations', document, { query: { incomplete: true } }),
    onSuccess: () => client.invalidateQueries({ queryKey: [AUTOMATIONS, 'list'] }),
  });
}

/** Saves the whole draft, finished or not. */
export function useSaveAutomation(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ version, document }: { version: number; document: AutomationDocument }) =>
      api.put<Automation>(`/automations/${id}`, document, { query: { incomplete: true }, ifMatch: version }),
    onSuccess: (automation) => {
      client.setQueryData([AUTOMATIONS, id], automation);
      void client.invalidateQueries({ queryKey: [AUTOMATIONS, 'folders'] });
      return client.invalidateQueries({ queryKey: [AUTOMATIONS, 'list'] });
    },
  });
}

/** Another draft like the one that is saved. */
export function useDuplicateAutomation(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<Automation>(`/automations/${id}/duplicate`, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: [AUTOMATIONS, 'list'] }),
  });
}

export type AutomationAction = 'pause' | 'resume' | 'archive' | 'restore';

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

/** Lets the draft that was reviewed run, and says what becomes of those who wait, by step. */
export function usePublishAutomation(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ version, migrate }: { version: number; migrate: Record<string, MigrationChoice> }) =>
      api.post<Automation>(`/automations/${id}/publish`, { migrate }, { ifMatch: version }),
    onSuccess: (automation) => {
      client.setQueryData([AUTOMATIONS, id], automation);
      return client.invalidateQueries({ queryKey: [AUTOMATIONS] });
    },
  });
}
