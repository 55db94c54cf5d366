import type { Provider } from '@nestjs/common';
import { ActivityContactOwner } from '#libs/activity';
import { AutomationsContactOwner } from '#libs/automations';
import { CONTACT_OWNERS, type ContactOwner, ContactsContactOwner } from '#libs/contacts';
import { ReturnsContactOwner } from '#libs/delivery';
import { LedgerContactOwner } from '#libs/ledger';
import { SalesContactOwner } from '#libs/sales';
import { SegmentsContactOwner } from '#libs/segments';

/** Every lib that keeps rows by contact: timeline, export and erasure ask each of them. */
export const contactOwners: Provider = {
  provide: CONTACT_OWNERS,
  inject: [
    ActivityContactOwner,
    SegmentsContactOwner,
    LedgerContactOwner,
    ReturnsContactOwner,
    AutomationsContactOwner,
    SalesContactOwner,
    ContactsContactOwner,
  ],
  useFactory: (...owners: ContactOwner[]) => owners,
};
