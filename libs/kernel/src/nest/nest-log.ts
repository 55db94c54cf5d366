import type { LoggerService } from '@nestjs/common';
import type { Logger } from '../log.js';

/** Nest's own words in the process's log: what it tells about itself counts as debug. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(details(message, rest), textOf(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(details(message, rest), textOf(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(details(message, rest), textOf(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(details(message, rest), textOf(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(details(message, rest), textOf(message));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal(details(message, rest), textOf(message));
  }
}

/** Nest passes its context (a class name) last, and for errors the stack before it. */
function details(message: unknown, rest: readonly unknown[]): Record<string, unknown> {
  const [stack, context] = rest.length > 1 ? [rest[0], rest.at(-1)] : [undefined, rest[0]];
  return {
    ...(message instanceof Error ? { err: message } : {}),
    ...(context === undefined ? {} : { context }),
    ...(stack === undefined ? {} : { stack }),
  };
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
}
