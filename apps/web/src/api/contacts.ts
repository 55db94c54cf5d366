import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { ClauseVerdict, NextChange } from './segment-life';
import type { Page } from './client';

export type ConsentStatus = 'unconfirmed' | 'subscribed' | 'unsubscribed' | 'cleaned' | 'complained';

export type FieldValue = string | number | boolean | string[] | null;

/** System fields stand beside these; `fields` holds the custom ones. */
export interface Contact {
  id: number;
  email: string | null;
  external_id: string | null;
  first_name: string | null;
  last_name: string | null;
  fields: Record<string, FieldValue>;
  tags: string[];
  consents: Record<string, ConsentStatus>;
  created_at: string;
  updated_at: string;
  /** When it became a member, in the list of a segment's members. */
  entered_at?: string;
  [systemField: string]: unknown;
}

/** What a form sends: system fields at the top, custom ones under `fields`; `null` clears. */
export type ContactInput = Record<string, unknown>;

export interface ContactFilter {
  search?: string;
  segment?: string;
  tag?: string;
  sort?: string;
  cursor?: string;
  limit?: number;
}

export interface TimelineEntry {
  id: number;
  at: string;
  kind: string;
  name: string;
  data: Record<string, unknown>;
}

export interface ContactSegment {
  id: number;
  name: string;
  slug: string;
  color: string | null;
  entered_at?: string;
  why: ClauseVerdict | null;
  /** When it will change by itself; null: not within 400 days. */
  next_change: NextChange | null;
}

const CONTACTS = 'contacts';

/** The name of a person, or the best that is known instead. */
export function nameOf(contact: Pick<Contact, 'id' | 'email' | 'external_id' | 'first_name' | 'last_name'>): string {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
  return name || contact.email || contact.external_id || `#${contact.id}`;
}

export function useContacts(filter: ContactFilter) {
  return useQuery({
    queryKey: [CONTACTS, 'list', filter],
    queryFn: ({ signal }) => api.get<Page<Contact>>('/contacts', { ...filter }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useContact(id: number) {
  return useQuery({ queryKey: [CONTACTS, id], queryFn: () => api.get<Contact>(`/contacts/${id}`) });
}

export function useContactSegments(id: number) {
  return useQuery({
    queryKey: [CONTACTS, id, 'segments'],
    queryFn: () => api.get<{ data: ContactSegment[] }>(`/contacts/${id}/segments`),
  });
}

export function useTimeline(id: number) {
  return useInfiniteQuery({
    queryKey: [CONTACTS, id, 'timeline'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TimelineEntry>>(`/contacts/${id}/timeline`, { cursor: pageParam, limit: 25 }, signal),
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
  });
}

/** A change of one contact shows in its page, in its timeline and in every list. */
async function refresh(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: [CONTACTS] });
}

export function useAddContact() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ContactInput) => api.post<Contact>('/contacts', input),
    onSuccess: () => refresh(client),
  });
}

export function useEditContact(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: ContactInput) => api.patch<Contact>(`/contacts/${id}`, changes),
    onSuccess: () => refresh(client),
  });
}

export function useDeleteContact() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.delete(`/contacts/${id}`),
    onSuccess: (_done, id) => {
      client.removeQueries({ queryKey: [CONTACTS, id] });
      return client.invalidateQueries({ queryKey: [CONTACTS, 'list'] });
    },
  });
}

/** The one that stays, and the id of the one that it took in. */
export interface MergedContact extends Contact {
  merged_id: number;
}

/** The one that is its own again, and what it could not get back. */
export interface UnmergedContact extends Contact {
  kept_id: number;
  warnings?: { code: string; path: string }[];
}

export function useMergeContacts() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { keep: number; merge: number }) => api.post<MergedContact>('/contacts/merge', input),
    onSuccess: () => refresh(client),
  });
}

export function useUnmergeContact() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (merged: number) => api.post<UnmergedContact>(`/contacts/${merged}/unmerge`),
    onSuccess: () => refresh(client),
  });
}

/** Puts a tag on a contact or takes it off, at once on the page. */
export function useTagContact(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ tag, on }: { tag: string; on: boolean }) => {
      const path = `/contacts/${id}/tags/${encodeURIComponent(tag)}`;
      return on ? api.put(path) : api.delete(path);
    },
    onMutate: ({ tag, on }) => {
      client.setQueryData<Contact>([CONTACTS, id], (contact) => {
        if (!contact) return contact;
        const others = contact.tags.filter((each) => each !== tag);
        return { ...contact, tags: on ? [...others, tag] : others };
      });
    },
    onSettled: async () => {
      await refresh(client);
      await client.invalidateQueries({ queryKey: ['tags'] });
    },
  });
}

export function useAddNote(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: string) => api.post(`/contacts/${id}/notes`, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: [CONTACTS, id, 'timeline'] }),
  });
}

export interface ConsentInput {
  topic: string;
  status: ConsentStatus;
  source: string;
  lawful_basis: string;
}

export function useSetConsent(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ topic, ...body }: ConsentInput) =>
      api.put(`/contacts/${id}/consents/${encodeURIComponent(topic)}`, body),
    onSuccess: () => refresh(client),
  });
}
