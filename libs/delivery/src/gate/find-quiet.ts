import type { Organisation } from '#libs/accounts';
import type { Queryable } from '#libs/db';
import { readQuietHours, sourceKey, type ClaimedMessage } from '#libs/ledger';
import { afterAllQuietHours, type QuietRule } from './quiet-time.js';
import type { RecipientFacts } from './recipient-facts.js';

/** D65. The end of the quiet hours for those who have them now, by message. */
export async function findQuiet(
  on: Queryable,
  marketing: readonly { readonly message: ClaimedMessage }[],
  facts: RecipientFacts,
  organisation: Organisation,
  now: Date,
): Promise<ReadonlyMap<number, Date>> {
  const own = await readQuietHours(
    on,
    marketing.map(({ message }) => message),
  );
  const found = new Map<number, Date>();
  for (const { message } of marketing) {
    const rules = quietRules(organisation, own.get(sourceKey(message)));
    if (rules.length === 0) continue;
    const contact = facts.contacts.get(message.contactId)?.time_zone ?? null;
    const at = afterAllQuietHours(now, rules, { contact, organisation: organisation.time_zone });
    if (at > now) found.set(message.id, at);
  }
  return found;
}

/** The organisation's quiet hours, and those of the source on top. */
export function quietRules({ quiet_hours: general }: Organisation, own: readonly QuietRule[] = []): QuietRule[] {
  return [...(general ? [general] : []), ...own];
}
