import { pino, type Logger } from 'pino';
import { leadingRequestIds, nameRequests } from './request-context.js';

/** Secrets must not reach the log: these paths are replaced. */
const REDACTED = ['password', 'authorization', 'cookie', '*.password', '*.authorization', '*.cookie', 'smtp_url'];

/** One JSON line per entry on stdout; `name` says which process. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    redact: REDACTED,
    serializers: { err: describeError },
    mixin: () => nameRequests(leadingRequestIds()),
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
