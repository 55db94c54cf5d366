import type { Message } from '../../api/messages';
import { t } from '../../messages';

/** What a mail is called. Of an erased one only the template's own words are left, its values are gone. */
export function subjectOf({ recipient, subject }: Pick<Message, 'recipient' | 'subject'>): string {
  if (recipient === null) return t('transactional.erased');
  return subject ?? t('why.noSubject');
}
