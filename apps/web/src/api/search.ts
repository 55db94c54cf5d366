import { useQuery } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';

/** What the palette can find beside pages. */
export const FOUND_KINDS = ['contacts', 'segments', 'templates', 'campaigns', 'automations'] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

export interface Found {
  kind: FoundKind;
  id: number;
  label: string;
  detail?: string;
}

interface Named {
  id: number;
  name?: string;
  email?: string | null;
  external_id?: string | null;
  first_name?: string | null;
  last_name?: string | null;
}

const MOST_PER_KIND = 5;
const LIST_LIMIT = 200;

function contactFound(contact: Named): Found {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
  const address = contact.email ?? contact.external_id ?? '';
  const label = name === '' ? address : name;
  return { kind: 'contacts', id: contact.id, label, ...(name === '' ? {} : { detail: address }) };
}

async function findNamed(kind: FoundKind, text: string, signal: AbortSignal): Promise<Found[]> {
  const { data } = await api.get<Page<Named>>(`/${kind}`, { limit: LIST_LIMIT }, signal);
  const wanted = text.toLowerCase();
  const matching = data.filter(({ name }) => name?.toLowerCase().includes(wanted));
  return matching.slice(0, MOST_PER_KIND).map(({ id, name }) => ({ kind, id, label: name ?? '' }));
}

async function findContacts(search: string, signal: AbortSignal): Promise<Found[]> {
  const { data } = await api.get<Page<Named>>('/contacts', { search, limit: MOST_PER_KIND }, signal);
  return data.map(contactFound);
}

/** People and documents by a piece of their name. A kind that can't be read is left out. */
export function useSearch(text: string) {
  return useQuery({
    queryKey: ['search', text],
    enabled: text.trim().length > 1,
    staleTime: 30_000,
    queryFn: async ({ signal }) => {
      const searches = FOUND_KINDS.map((kind) =>
        kind === 'contacts' ? findContacts(text, signal) : findNamed(kind, text, signal),
      );
      const settled = await Promise.allSettled(searches);
      return settled.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
    },
  });
}
