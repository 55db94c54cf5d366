import { AsyncLocalStorage } from 'node:async_hooks';

/** What follows a request through the api, its jobs and the worker. */
export interface LogContext {
  /** The first of them where several requests led here. */
  readonly requestId: string;
  /** All of them, where there are several. */
  readonly requestIds?: readonly string[];
}

/** A row that says which request is behind it; null = none is: time has come, say. */
export interface RequestRow {
  readonly contactId: number;
  readonly requestId: string | null;
}

interface Running {
  /** Of the requests that led to the work. */
  readonly leading: readonly string[];
  /** What it is at, where that says more. */
  readonly rows?: RowsAtWork;
}

const storage = new AsyncLocalStorage<Running>();

/** Runs `work` so that every log line in it, and every job it signals, carries the request ids. */
export function withLogContext<T>({ requestId, requestIds = [requestId] }: LogContext, work: () => T): T {
  return storage.run({ leading: requestIds }, work);
}

/**
 * Runs `work` so that what it writes about a contact, and what it signals, goes by the requests behind these rows. The
 * job that takes rows is often not the one that they were signalled by: another's came first, or the sweeper's. Kept
 * around the work, not handed through it, so that no kind of work can forget it.
 */
export function withRequestsOf<T>(rows: readonly RequestRow[], work: () => T): T {
  return storage.run({ leading: leadingRequestIds(), rows: new RowsAtWork(rows) }, work);
}

/** The request that led to the running work; the first of several. */
export function currentRequestId(): string | undefined {
  return leadingRequestIds()[0];
}

/** All requests that led to the running work. */
export function leadingRequestIds(): readonly string[] {
  return storage.getStore()?.leading ?? [];
}

/** The request behind what is written about a contact here; null = none is. */
export function requestBehind(contactId: number): string | null {
  const rows = storage.getStore()?.rows;
  return rows ? rows.requestOf(contactId) : (currentRequestId() ?? null);
}

/** The requests behind the running work, as often as they come; null for rows that none is behind. */
export function requestsBehind(): Iterable<string | null> {
  return storage.getStore()?.rows?.requestIds() ?? leadingRequestIds();
}

/** How a log line or a job names requests: one as `request_id`, several as `request_ids`, none by neither. */
export interface RequestNames {
  readonly request_id?: string;
  readonly request_ids?: readonly string[];
}

export function nameRequests(ids: readonly string[]): RequestNames {
  const [first, ...others] = ids;
  if (first === undefined) return {};
  return others.length === 0 ? { request_id: first } : { request_ids: ids };
}

/** Most rows are never asked for: what answers is made when the first question comes. */
class RowsAtWork {
  private byContact: ReadonlyMap<number, string> | undefined;

  constructor(private readonly rows: readonly RequestRow[]) {}

  /** Of several requests behind a contact's rows the last. */
  requestOf(contactId: number): string | null {
    this.byContact ??= this.gather();
    return this.byContact.get(contactId) ?? null;
  }

  *requestIds(): Iterable<string | null> {
    for (const { requestId } of this.rows) yield requestId;
  }

  private gather(): ReadonlyMap<number, string> {
    const found = new Map<number, string>();
    for (const { contactId, requestId } of this.rows) if (requestId !== null) found.set(contactId, requestId);
    return found;
  }
}
