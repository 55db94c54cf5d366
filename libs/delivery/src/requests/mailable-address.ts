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
