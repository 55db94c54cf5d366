import { invalid } from '#libs/kernel';
import { hash, verify } from '@node-rs/argon2';

const MIN_LENGTH = 12;
const MAX_LENGTH = 200;

/** Argon2id (RFC 9106) with 19 MiB and two passes, OWASP's first choice: some 30 ms of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** What an unknown address is checked against, so that its answer takes as long as a known one's. */
let nobody: Promise<string> | undefined;

/** Throws `request.invalid` for a password that is too short, too long, or the person's own address. */
export function checkPassword(password: string, email: string, path = 'password'): void {
  const problem = problemOf(password, email);
  if (problem) throw invalid([{ path, message: problem }]);
}

function problemOf(password: string, email: string): string | null {
  const length = Array.from(password).length;
  if (length < MIN_LENGTH) return `must have at least ${String(MIN_LENGTH)} characters`;
  if (length > MAX_LENGTH) return `must have at most ${String(MAX_LENGTH)} characters`;
  if (password.toLowerCase() === email.toLowerCase()) return 'must not be the email address';
  return new Set(password).size < 4 ? 'must have more than three different characters' : null;
}

/** The password in PHC form, with a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), COST);
}

/** True when `stored` was made from this password; without a stored one it takes the same time and is false. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password');
  const matches = await verify(stored ?? (await nobody), password.normalize('NFC'));
  return matches && stored !== null;
}
