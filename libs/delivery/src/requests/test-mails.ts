import { Inject, Injectable } from '@nestjs/common';
import { CompiledTemplates } from '#libs/content';
import { Database } from '#libs/db';
import { invalid, newUuid } from '#libs/kernel';
import { Ledger, TEST_SOURCE } from '#libs/ledger';
import { assertMailable } from './mailable-address.js';

export interface TestMailRequest {
  readonly templateId: number;
  /** The latest published one when null. */
  readonly templateVersion: number | null;
  /** Null for the newsletter. */
  readonly topicId: number | null;
  readonly senderId: number | null;
  readonly to: string;
  /** Whom to render it for; nobody when null. */
  readonly contactId: number | null;
}

const TOPIC = `SELECT id FROM topics WHERE slug = 'newsletter'`;
const CONTACT = `SELECT id FROM contacts WHERE id = $1`;
const SENDER = `SELECT id FROM senders WHERE id = $1 AND archived_at IS NULL`;

/** Sends a colleague the marketing mail that a contact would get, on the same way as every other mail. */
@Injectable()
export class TestMails {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(CompiledTemplates) private readonly templates: CompiledTemplates,
  ) {}

  /** Resolves once the mail is in the ledger. Throws `template.not_published`, and a 422 for an unknown contact or sender. */
  async send(request: TestMailRequest): Promise<{ status: 'queued'; to: string }> {
    const to = assertMailable(request.to);
    const { version } = await this.templates.get(request.templateId, request.templateVersion);
    const topicId = request.topicId ?? (await this.idOf(TOPIC, []));
    await this.checkNamed(request);
    await this.db.transaction((tx) =>
      this.ledger.write(tx, [
        {
          contactId: request.contactId ?? 0,
          source: { kind: TEST_SOURCE, id: request.templateId },
          occurrence: newUuid(),
          class: 'transactional',
          recipient: { kind: 'address', address: to },
          topicId,
          senderId: request.senderId,
          templateId: request.templateId,
          templateVersion: version,
          priority: 0,
        },
      ]),
    );
    return { status: 'queued', to };
  }

  /** A mail from a sender that does not exist would be tried until it is given up. */
  private async checkNamed({ contactId, senderId }: TestMailRequest): Promise<void> {
    const problems = [];
    if (contactId !== null && (await this.idOf(CONTACT, [contactId])) === null) {
      problems.push({ path: 'contact_id', message: 'names no contact' });
    }
    if (senderId !== null && (await this.idOf(SENDER, [senderId])) === null) {
      problems.push({ path: 'sender_id', message: `there is no sender ${String(senderId)}` });
    }
    if (problems.length > 0) throw invalid(problems);
  }

  private async idOf(sql: string, params: unknown[]): Promise<number | null> {
    const [row] = await this.db.query<{ id: number }>(sql, params);
    return row?.id ?? null;
  }
}
