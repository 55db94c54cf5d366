import { tOr } from '../../messages';

/** Why somebody left, in words. */
export function exitWords(reason: string | null): string | null {
  return reason === null ? null : tOr(`automations.exits.${reason}`, reason.replaceAll('_', ' '));
}
