import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { newUuid } from '#libs/kernel';
import { Ledger } from '#libs/ledger';
import { assertMailable } from './mailable-address.js';

export interface TestMailRequest {
  readonly templateId: number;
  readonly senderId: number | null;
  readonly to: string;
  /** Whom to render it for; nobody when null. */
  readonly contactId: number | null;
}

/** Sends a template to a colleague, on the same way as every other mail. */
@Injectable()
export class TestMails {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Ledger) private readonly ledger: Ledger,
  ) {}

  /** Resolves once the mail is in the ledger. */
  async send(request: TestMailRequest): Promise<{ status: 'queued'; to: string }> {
    const to = assertMailable(request.to);
    await this.db.transaction((tx) =>
      this.ledger.write(tx, [
        {
          contactId: request.contactId ?? 0,
          source: { kind: 'test', id: request.templateId },
          occurrence: newUuid(),
          class: 'transactional',
          recipient: { kind: 'address', address: to },
          senderId: request.senderId,
          templateId: request.templateId,
          priority: 0,
        },
      ]),
    );
    return { status: 'queued', to };
  }
}
