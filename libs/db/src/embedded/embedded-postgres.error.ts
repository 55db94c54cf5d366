/** Whether trying elsewhere makes sense: `in_use` says that another running process has the folder. */
export type EmbeddedPostgresProblem = 'in_use' | 'not_startable';

/** The embedded PostgreSQL cannot start. The message says what is wrong and what to do, for the person at the console. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresProblem;

  constructor(message: string, options: ErrorOptions & { readonly code?: EmbeddedPostgresProblem } = {}) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.code = options.code ?? 'not_startable';
  }
}
