import { invalid } from '#libs/kernel';

/** Enough to reach somebody: a mailbox, an @ and a domain, without blanks and control characters (RFC 5321, 4.5.3.1). */
const SHAPE = /^[^\s@<>"\p{Cc}]{1,64}@[^\s@<>"\p{Cc}]{1,253}$/u;

/** The address as people are found by it: trimmed, lower case. Throws `request.invalid`. */
export function toSignInEmail(text: string, path = 'email'): string {
  const email = text.trim().toLowerCase();
  if (!SHAPE.test(email) || email.length > 254) throw invalid([{ path, message: 'is no email address' }]);
  return email;
}
