import { Module } from '@nestjs/common';
import { MessageClaims } from './claims/message-claims.js';
import { MessageResults } from './claims/message-results.js';
import { MessageEvents } from './events/message-events.service.js';
import { ReaderHits } from './events/reader-hits.service.js';
import { LedgerContactOwner } from './ledger.contact-owner.js';
import { LedgerService } from './ledger.service.js';
import { LedgerSweep } from './ledger.sweep.js';
import { MessagesQuery } from './messages.query.js';
import { MessageReturns } from './returns/message-returns.js';
import { SourcePeople } from './source-people.query.js';
import { Ledger } from './ports/ledger.port.js';

@Module({
  providers: [
    { provide: Ledger, useClass: LedgerService },
    MessageClaims,
    MessageResults,
    MessageEvents,
    ReaderHits,
    MessageReturns,
    MessagesQuery,
    SourcePeople,
    LedgerContactOwner,
    LedgerSweep,
  ],
  exports: [
    Ledger,
    MessageClaims,
    MessageResults,
    MessageEvents,
    ReaderHits,
    MessageReturns,
    MessagesQuery,
    SourcePeople,
    LedgerContactOwner,
  ],
})
export class LedgerModule {}
