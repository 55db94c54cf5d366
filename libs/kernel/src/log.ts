import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type Logger } from 'pino';

/** What follows a request through the api, its jobs and the worker. */
export interface LogContext {
  readonly requestId: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `work` so that every log line in it, and every job it signals, carries the request id. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return storage.run(context, work);
}

export function currentRequestId(): string | undefined {
  return storage.getStore()?.requestId;
}

/** Secrets must not reach the log: these paths are replaced. */
const REDACTED = ['password', 'authorization', 'cookie', '*.password', '*.authorization', '*.cookie', 'smtp_url'];

/** One JSON line per entry on stdout; `name` says which process. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    redact: REDACTED,
    serializers: { err: describeError },
    mixin: () => {
      const requestId = currentRequestId();
      return requestId ? { request_id: requestId } : {};
    },
  });
}

/** Only what explains an error: database errors carry their whole connection along. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code, detail, constraint } = error as { code?: unknown; detail?: unknown; constraint?: unknown };
  return { name, message, code, detail, constraint, stack, ...(cause ? { cause: describeError(cause) } : {}) };
}

export type { Logger };
