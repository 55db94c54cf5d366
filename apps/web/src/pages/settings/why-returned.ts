import { t, tOr } from '../../messages';

const CODES = /^(?:[245]\d\d(?:[ -][245]\.\d{1,3}\.\d{1,3})?|[245]\.\d{1,3}\.\d{1,3})/;

/** Why a mail came back, in words and with the server's codes: “mailbox does not exist (550 5.1.1)”. */
export function whyReturned(returned: { reason?: unknown; status?: unknown; diagnostic?: unknown }): string {
  const [reason, status, diagnostic] = [returned.reason, returned.status, returned.diagnostic].map(textOf);
  const words = reason ? tOr(`returnedMail.reasons.${reason}`, reason.replaceAll('_', ' ')) : '';
  const codes = CODES.exec(diagnostic ?? '')?.[0].replace('-', ' ') ?? status ?? '';
  if (words === '') return codes === '' ? '' : codes;
  return codes === '' ? words : t('returnedMail.withCodes', { words, codes });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
