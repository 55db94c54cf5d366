import { normalizeEmail } from '#libs/contacts';
import { invalid } from '#libs/kernel';
import { toWireAddress } from '../mime/mail-address.js';

/** The address as the envelope will carry it. Throws a 422 at `path` for what can't be mailed. */
export function assertMailable(address: string, path = 'to'): string {
  try {
    return toWireAddress(address.trim());
  } catch (cause) {
    throw invalid([{ path, message: cause instanceof Error ? cause.message : String(cause) }]);
  }
}

/** The same for an address that a contact has to bear, which asks for more: a domain of two labels, for one. */
export function assertContactable(address: string): string {
  const mailable = assertMailable(address);
  if (normalizeEmail(mailable) !== null) return mailable;
  throw invalid([{ path: 'to', message: 'is not an address that a contact can have' }]);
}
