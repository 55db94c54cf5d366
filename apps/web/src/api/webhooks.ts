import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from './client';
import type { Page } from './client';
import { useChange, useCreate, useRemove, useShortList } from './resource';

/** A program that automations call by name. */
export interface WebhookEndpoint {
  id: number;
  name: string;
  url: string;
  /** Names; the values are never shown. */
  headers: Record<string, null>;
  enabled: boolean;
  off_reason: 'failing' | 'gone' | null;
  failures: number;
  failing_since: string | null;
  last_error: string | null;
  /** Calls that wait until it is turned on. */
  held: number;
  version: number;
}

/** The only answer that holds the secret. */
export type EndpointWithSecret = WebhookEndpoint & { secret: string };

export interface EndpointCheck {
  warnings: { path: string; message: string }[];
}

export interface EndpointInput {
  name?: string;
  url?: string;
  /** null keeps the value that a header has. */
  headers?: Record<string, string | null>;
  enabled?: boolean;
}

export interface TestAnswer {
  status: number | null;
  response: string | null;
  error: string | null;
  duration_ms: number;
}

export type DeliveryStatus = 'pending' | 'sending' | 'delivered' | 'failed' | 'skipped' | 'held';

/** A call, made or to be made. */
export interface WebhookDelivery {
  id: number;
  webhook_id: string;
  contact_id: number;
  email: string | null;
  automation_id: number | null;
  endpoint_id: number | null;
  url: string;
  body: unknown;
  status: DeliveryStatus;
  attempt: number;
  due_at: string;
  response_status: number | null;
  response: string | null;
  error: string | null;
  duration_ms: number | null;
  delivered_at: string | null;
  created_at: string;
}

const ENDPOINTS = 'webhooks/endpoints';
const DELIVERIES = 'webhooks/deliveries';
const POLL_MS = 5_000;

export const useEndpoints = (enabled = true) => useShortList<WebhookEndpoint>(ENDPOINTS, { enabled });
export const useCreateEndpoint = () => useCreate<EndpointWithSecret, EndpointInput>(ENDPOINTS);
export const useChangeEndpoint = () => useChange<WebhookEndpoint, EndpointInput>(ENDPOINTS);
export const useRemoveEndpoint = () => useRemove(ENDPOINTS);

/** Why an address that is being typed would not be called. */
export function useEndpointCheck(url: string) {
  return useQuery({
    queryKey: [ENDPOINTS, 'check', url],
    queryFn: ({ signal }) => api.post<EndpointCheck>(`/${ENDPOINTS}/check`, { url }, { signal }),
    enabled: URL.canParse(url),
  });
}

export function useRotateSecret() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.post<EndpointWithSecret>(`/${ENDPOINTS}/${id}/rotate-secret`),
    onSuccess: () => client.invalidateQueries({ queryKey: [ENDPOINTS] }),
  });
}

export function useTestEndpoint() {
  return useMutation({ mutationFn: (id: number) => api.post<TestAnswer>(`/${ENDPOINTS}/${id}/test`) });
}

export function useDeliveries(filter: { endpoint?: string; status?: string; cursor: string }) {
  return useQuery({
    queryKey: [DELIVERIES, filter],
    queryFn: ({ signal }) => api.get<Page<WebhookDelivery>>(`/${DELIVERIES}`, { limit: 25, ...filter }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: filter.cursor === '' ? POLL_MS : false,
  });
}

/** Makes a call once more. */
export function useReplay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api.post<WebhookDelivery>(`/${DELIVERIES}/${id}/replay`),
    onSuccess: () => client.invalidateQueries({ queryKey: [DELIVERIES] }),
  });
}
