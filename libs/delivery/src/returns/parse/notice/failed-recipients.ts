import { pattern } from '../pattern.js';
import { excerpt } from '../excerpt.js';
import type { MailFacts } from '../mail-facts.js';
import { judgeFailure } from '../reasons/reason-of.js';
import { addressIn } from '../report/address-field.js';
import type { ReportedRecipient } from '../returned-mail.js';
import { findFailedAddresses, findLocalNames, type KnownAddresses, type NamedRecipient } from './failed-addresses.js';
import { toneOf } from './notice-tone.js';

const FAILURE_WORDS = pattern`
    fail|undeliver|not (?:be |been )?(?:delivered|accepted|found|reach)|unable to|unknown|reject|refus|
    could ?n[o']t|cannot|does(?:n't| not) exist|invalid|no such|returned|error|bounc|quota|\b55\d\b|
    \b45\d\b|delay
  `;

const VAGUE_REASONS: ReadonlySet<string | undefined> = new Set(['undelivered', 'unclear']);

/** Reads a notice that was written in words alone: whom it names, and what it says about them. */
export function failedRecipients(
  facts: MailFacts,
  look: { readonly daemon: boolean; readonly subject: boolean },
): ReportedRecipient[] {
  if (!look.daemon && !FAILURE_WORDS.test(facts.notice.slice(0, 10_000))) return [];
  const tone = toneOf(facts.headers.get('subject'), facts.notice);
  const recipients = namedRecipients(facts).map(({ address, said }) => {
    if (tone !== 'failed') return { address, kind: tone, reason: tone };
    const { kind, reason, status } = judgeFailure({ status: '', diagnostic: said, notice: facts.notice });
    const diagnostic = excerpt(said.replace(/\s+/g, ' ').trim(), 500);
    return { address, kind, reason, status: status || undefined, diagnostic: diagnostic || undefined };
  });
  // A parcel that could not be delivered: no mail system, no reason, and nothing of the mail that came back.
  const isVague = !look.daemon && !facts.isReport && facts.original.size === 0;
  return isVague ? recipients.filter(({ reason }) => !VAGUE_REASONS.has(reason)) : recipients;
}

function namedRecipients(facts: MailFacts): NamedRecipient[] {
  const { headers, notice, original } = facts;
  const marked = headers
    .all('x-failed-recipients')
    .flatMap((value) => value.split(','))
    .map(addressIn)
    .filter(Boolean);
  const known = knownAddresses(facts);
  const found = [notice, facts.wideNotice]
    .map((text) => findFailedAddresses(text, known))
    .find(({ length }) => length > 0);
  if (marked.length > 0) return marked.map((address) => ({ address, said: saidAbout(address, found) ?? notice }));
  if (found) return found;
  const [local] = findLocalNames(notice, addressIn(headers.get('from')).split('@')[1] ?? '');
  if (local) return [local];
  const to = addressIn(original.get('to')) || addressIn(/\bto\s+\S+@\S+/i.exec(headers.get('subject'))?.[0] ?? '');
  if (to !== '') return [{ address: to, said: notice }];
  // Who writes to the own address gets the notice about it.
  const ours = new Set([addressIn(headers.get('from')).toLowerCase()]);
  return findFailedAddresses(notice, { ...known, ours }).slice(0, 1);
}

function knownAddresses({ headers, original }: MailFacts): KnownAddresses {
  const addresses = (values: readonly string[]): ReadonlySet<string> =>
    new Set(values.map((value) => addressIn(value).toLowerCase()).filter(Boolean));
  const passedFor = original.all('received').flatMap((value) => /\bfor <?([^\s<>;]+@[^\s<>;]+)/.exec(value)?.[1] ?? []);
  return {
    ours: addresses([...headers.all('from', 'to', 'return-path'), ...original.all('from', 'sender', 'return-path')]),
    expected: addresses([...original.all('to', 'x-original-to', 'delivered-to'), ...passedFor]),
  };
}

function saidAbout(address: string, found: readonly NamedRecipient[] = []): string | undefined {
  return found.find((one) => one.address.toLowerCase() === address.toLowerCase())?.said;
}
