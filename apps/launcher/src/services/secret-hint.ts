import { type Config } from '#libs/kernel';

const WHAT =
  'stored passwords and keys are encrypted under a secret that is kept in the same database: a backup gives them away';
const DO =
  'Set TIDINGS_SECRET (`openssl rand -hex 32`) before backups leave the house, and keep it apart from them: ' +
  'docs/sending.md, “Stored credentials”';

/** Says what protects the stored credentials, and what to do, while only the database itself does; null otherwise. */
export function secretHint({ env }: Config): { readonly what: string; readonly todo: string } | null {
  return env.TIDINGS_SECRET === undefined ? { what: WHAT, todo: DO } : null;
}
