/** The body of an error answer (RFC 9457). */
export interface Problem {
  title?: string;
  detail?: string;
  status: number;
  code: string;
  errors?: { path: string; message: string }[];
  /** Of `contact.merged`: the contact that it is part of now. */
  merged_into?: number;
  request_id?: string;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface RequestOptions {
  query?: Query | undefined;
  body?: unknown;
  /** Guards an edit: the version that the editor saw. */
  ifMatch?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** One page of a list. */
export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

const BASE = '/api/v1';

/** What the API answered instead of success; `status` is 0 when it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    readonly retryAfterSeconds?: number,
  ) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.name = 'ApiError';
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

let csrfToken: string | undefined;
let onSignedOut: () => void = () => undefined;

/** The token that every changing call of the session must carry. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

/** Called when the API says that the session has ended. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

export function apiUrl(path: string, query?: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `${BASE}${path}${text === '' ? '' : `?${text}`}`;
}

function headersFor(method: string, options: RequestOptions): Headers {
  const headers = new Headers({ accept: 'application/json' });
  if (options.body !== undefined && !(options.body instanceof FormData))
    headers.set('content-type', 'application/json');
  if (method !== 'GET' && csrfToken !== undefined) headers.set('x-csrf-token', csrfToken);
  if (options.ifMatch !== undefined) headers.set('if-match', `"${options.ifMatch}"`);
  return headers;
}

function bodyOf(body: unknown): BodyInit | null {
  if (body === undefined) return null;
  return body instanceof FormData ? body : JSON.stringify(body);
}

async function reach(method: string, path: string, options: RequestOptions): Promise<Response> {
  try {
    return await fetch(apiUrl(path, options.query), {
      method,
      headers: headersFor(method, options),
      body: bodyOf(options.body),
      credentials: 'same-origin',
      signal: options.signal ?? null,
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError({ status: 0, code: 'network.unreachable' });
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const fallback: Problem = { status: response.status, code: `http.${response.status}` };
  const requestId = response.headers.get('x-request-id');
  const body = isJson ? ((await response.json()) as Partial<Problem>) : {};
  return { ...fallback, ...(requestId === null ? {} : { request_id: requestId }), ...body };
}

/**
 * One call of the API.
 * @throws ApiError for every answer that is not a success, and when there is no answer
 */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const text = await (await answerTo(method, path, options)).text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/**
 * The same, before its body is read: for answers that come in parts.
 * @throws ApiError like `request`
 */
export async function answerTo(method: string, path: string, options: RequestOptions): Promise<Response> {
  const response = await reach(method, path, options);
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 && path !== '/session') onSignedOut();
    throw new ApiError(problem, Number(response.headers.get('retry-after')) || undefined);
  }
  return response;
}

/** The text of a file that the API serves. */
export async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { credentials: 'same-origin', signal });
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response.text();
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>('GET', path, { query, signal }),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>('POST', path, { ...options, body }),
  put: <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>('PUT', path, { ...options, body }),
  patch: <T>(path: string, body: unknown, ifMatch?: number) => request<T>('PATCH', path, { body, ifMatch }),
  delete: <T = undefined>(path: string) => request<T>('DELETE', path),
};
