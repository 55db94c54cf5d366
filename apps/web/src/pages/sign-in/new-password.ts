import { atLeast, errorsOf } from '../../kit/checks';
import { t } from '../../messages';

/** Shorter ones are refused by the API, too. */
const SHORTEST_PASSWORD = 12;

/** Checks of a password that is chosen: long enough, and typed the same twice. */
export function newPasswordErrors({ password, again }: { password: string; again: string }): Record<string, string> {
  return errorsOf({
    password: atLeast(SHORTEST_PASSWORD, password),
    again: again !== password && t('setUp.differs'),
  });
}
