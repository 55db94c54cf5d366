import { useChange, useCreate, useRemove, useShortList } from './resource';

export interface Tag {
  id: number;
  name: string;
  color: string | null;
  /** How many contacts have it. */
  contacts?: number;
}

export const useTags = () => useShortList<Tag>('tags');
export const useCreateTag = () => useCreate<Tag, { name: string; color?: string | null }>('tags');
export const useChangeTag = () => useChange<Tag, { name?: string; color?: string | null }>('tags');
export const useRemoveTag = () => useRemove('tags');

/** The colour of each tag by its name. */
export function useTagColours(): (name: string) => string | null {
  const tags = useTags().data?.data ?? [];
  const colours = new Map(tags.map(({ name, color }) => [name.toLowerCase(), color]));
  return (name) => colours.get(name.toLowerCase()) ?? null;
}
