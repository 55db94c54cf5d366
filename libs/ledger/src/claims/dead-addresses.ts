import { Inject, Injectable } from '@nestjs/common';
import { ConsentService, findAliases } from '#libs/contacts';
import type { Tx } from '#libs/db';
import type { Result } from './claimed-message.js';
import { storable } from './storable.js';

const SUPPRESS = `
  INSERT INTO suppressions (email, reason, source)
  SELECT DISTINCT ON (lower(email)) lower(email), 'hard_bounce', left(source, 500)
  FROM unnest($1::text[], $2::text[]) AS dead (email, source) ORDER BY lower(email)
  ON CONFLICT (email) DO NOTHING`;

/**
 * Addresses that a server declared dead in the session get no further mail, and their contacts' consents end, as by a
 * report afterwards; that of an address which is only another name of its contact ends nothing. Written with the verdicts that say so: who has heard the one has heard the other.
 */
@Injectable()
export class DeadAddresses {
  constructor(@Inject(ConsentService) private readonly consents: ConsentService) {}

  async write(tx: Tx, results: readonly Result[]): Promise<void> {
    const dead = results.flatMap(({ contactId, verdict, deadAddress: email }) => {
      const source = 'response' in verdict ? storable(verdict.response ?? '') : '';
      return email === undefined ? [] : [{ contactId, email, source }];
    });
    if (dead.length === 0) return;
    await tx.execute(SUPPRESS, [dead.map(({ email }) => email), dead.map(({ source }) => source)]);
    const aliases = await findAliases(
      tx,
      dead.map(({ email }) => email.toLowerCase()),
    );
    const inUse = dead.filter(({ email }) => !aliases.has(email.toLowerCase()));
    const contactIds = new Set(inUse.map(({ contactId }) => contactId).filter((id) => id > 0));
    await this.consents.end(tx, [...contactIds], 'cleaned', { source: 'hard_bounce', actor: 'returned mail' });
  }
}
