import { domainToASCII } from 'node:url';
import type { SenderEntity } from '../senders/sender.entity.js';
import type { NamePair } from './alignment.js';

/** The domain of a sender's address, as A-labels. */
export function domainOf({ email }: Pick<SenderEntity, 'email'>): string {
  return domainToASCII(email.slice(email.lastIndexOf('@') + 1)).toLowerCase();
}

/** The domain that readers see, and the one that SPF is asked for. */
export function namesOf(sender: SenderEntity): NamePair {
  const domain = domainOf(sender);
  const { returnPathDomain } = sender;
  return { domain, returnPath: returnPathDomain === null ? domain : domainToASCII(returnPathDomain).toLowerCase() };
}
