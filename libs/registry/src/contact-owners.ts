import type { Provider } from '@nestjs/common';
import { ActivityContactOwner } from '#libs/activity';
import { CONTACT_OWNERS, type ContactOwner, ContactsContactOwner } from '#libs/contacts';
import { LedgerContactOwner } from '#libs/ledger';

/** Every lib that keeps rows by contact: timeline, export and erasure ask each of them. */
export const contactOwners: Provider = {
  provide: CONTACT_OWNERS,
  inject: [ActivityContactOwner, LedgerContactOwner, ContactsContactOwner],
  useFactory: (...owners: ContactOwner[]) => owners,
};
