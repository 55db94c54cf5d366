import { useQuery } from '@tanstack/react-query';

import { api } from './client';

/** As much of JSON Schema as the registry's schemas use. */
export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  enum?: (string | number)[];
  const?: unknown;
  default?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  /** Properties that make sense beside others only. */
  dependentRequired?: Record<string, string[]>;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  /** Which input draws it, when the type alone does not say: segment, template, tag, duration, condition, … */
  control?: string;
  /** Right as it is for nearly everybody. */
  advanced?: boolean;
}

export type RegistryKind =
  'conditions' | 'triggers' | 'steps' | 'providers' | 'transports' | 'mailbox_providers' | 'helpers' | 'errors';

export interface RegistryEntry {
  type: string;
  label: string;
  description: string;
  schema: JsonSchema;
  /** Where a step's ways stand in its parameters; steps only. */
  edges?: string[];
  /** What a provider is for; providers only. */
  purpose?: 'sending' | 'returns' | 'audiences';
  /** How returned mail comes from it; providers only. */
  way?: 'hook' | 'poll';
  /** Why it cannot be chosen on this installation; transports only. */
  unavailable?: string;
}

/** What exists of a kind in this installation; it does not change while the web app runs. */
export function useRegistry(kind: RegistryKind) {
  return useQuery({
    queryKey: ['registry', kind],
    queryFn: () => api.get<RegistryEntry[]>(`/registry/${kind}`),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
