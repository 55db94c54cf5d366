import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { invalid, newUuid } from '#libs/kernel';
import { Ledger } from '#libs/ledger';
import { assertContactable } from './mailable-address.js';
import { SubjectCheck } from './subject-check.js';

export interface TransactionalRequest {
  readonly to: string;
  readonly templateId: number;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly senderId: number | null;
  /** The caller's Idempotency-Key: a second request with it sends nothing. */
  readonly key: string | null;
}

const NAMED = `SELECT
    (SELECT published_version FROM templates WHERE id = $1 AND archived_at IS NULL) AS template,
    $2::bigint IS NULL OR EXISTS (SELECT FROM senders WHERE id = $2 AND archived_at IS NULL) AS sender`;

const FIND = `SELECT id FROM messages
  WHERE contact_id = $1 AND source_kind = 'transactional' AND source_id = 0 AND occurrence = $2`;

/** Mails that a program asks for one by one: receipts, resets. They skip consent and are not tracked. */
@Injectable()
export class TransactionalMails {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(SubjectCheck) private readonly subjects: SubjectCheck,
  ) {}

  /**
   * Resolves with the message's id once it is in the ledger. Throws a 422 for what is not there, and for a value that
   * the subject shows and that is missing. `contactFor` finds or makes the contact of an address.
   */
  async send(request: TransactionalRequest, contactFor: (email: string) => Promise<number>): Promise<number> {
    const address = assertContactable(request.to);
    await this.checkNamed(request);
    const missing = await this.subjects.findProblems({ ...request, address });
    if (missing.length > 0) throw invalid(missing);
    const occurrence = request.key ?? newUuid();
    const contactId = await contactFor(address);
    return this.db.transaction(async (tx) => {
      await this.ledger.write(tx, [
        {
          contactId,
          source: { kind: 'transactional', id: 0 },
          occurrence,
          class: 'transactional',
          recipient: { kind: 'address', address },
          senderId: request.senderId,
          templateId: request.templateId,
          data: request.data,
          priority: 0,
        },
      ]);
      const [message] = await tx.query<{ id: number }>(FIND, [contactId, occurrence]);
      return message?.id ?? 0;
    });
  }

  /** What does not exist now would be looked for until the mail is given up. */
  private async checkNamed({ templateId, senderId }: TransactionalRequest): Promise<void> {
    const [named] = await this.db.query<{ template: number | null; sender: boolean }>(NAMED, [templateId, senderId]);
    const problems = [];
    if (named?.template == null) {
      problems.push({ path: 'template_id', message: 'names no template that is published' });
    }
    if (!named?.sender) problems.push({ path: 'sender_id', message: `there is no sender ${String(senderId)}` });
    if (problems.length > 0) throw invalid(problems);
  }
}
