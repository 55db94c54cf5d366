import { useChange, useCreate, useRemove, useShortList } from './resource';

/** A list of people at an advertising platform. */
export interface AdAudience {
  id: number;
  name: string;
  provider: string;
  /** Without what is secret. */
  settings: Record<string, unknown>;
  /** Why nothing is sent until the settings are changed. */
  blocked: string | null;
  last_error: string | null;
  synced_at: string | null;
  pending: number;
  failed: number;
  created_at: string;
}

export interface AdAudienceInput {
  name: string;
  provider?: string;
  settings: Record<string, unknown>;
}

export const useAudiences = () => useShortList<AdAudience>('audiences');
export const useCreateAudience = () => useCreate<AdAudience, AdAudienceInput>('audiences');
export const useChangeAudience = () => useChange<AdAudience, AdAudienceInput>('audiences');
export const useRemoveAudience = () => useRemove('audiences');
