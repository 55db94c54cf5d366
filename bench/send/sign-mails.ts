import type { Database } from '#libs/db';
import { setTimeout as pause } from 'node:timers/promises';
import type { Product } from '../product.js';

/** Processes remember for some seconds that a domain does not sign. */
const FORGOTTEN_MS = 6_000;

/** From now on mails of all senders are signed by DKIM (RSA-2048). A bench has no DNS: the record counts as found. */
export async function signMails(product: Product, db: Database): Promise<void> {
  const { data } = await product.call<{ data: { id: number }[] }>('GET', '/senders');
  for (const { id } of data) await product.call('GET', `/senders/${String(id)}/domain`);
  await db.execute('UPDATE sender_domains SET signs = true');
  await pause(FORGOTTEN_MS);
}
