import { useCreate, useRemove, useShortList } from './resource';
import type { Role } from './session';

export interface ApiKey {
  id: number;
  name: string;
  /** The first characters, to tell keys apart. */
  prefix: string;
  role: Role;
  created_at: string;
  last_used_at: string | null;
}

/** The answer that makes a key is the only one that holds it. */
export interface NewApiKey extends ApiKey {
  key: string;
}

export const useKeys = () => useShortList<ApiKey>('keys');
export const useCreateKey = () => useCreate<NewApiKey, { name: string; role: Role }>('keys');
export const useRemoveKey = () => useRemove('keys');
