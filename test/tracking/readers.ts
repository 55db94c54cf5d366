import { Agent, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { LinkSigner } from '#libs/delivery';
import { SecretRing } from '#libs/kernel';
import type { Installation } from '../support/installation.js';

export const SECRET = 'tracking-secret-0123456789-0123456789-0123456789';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
}

/** Readers whose mail programs fetch pixels: one contact, as many mails as there are pixels. */
export class Readers {
  private readonly signer = new LinkSigner(new SecretRing([SECRET]), '');
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });

  private constructor(
    private readonly installation: Installation,
    private readonly contactId: number,
  ) {}

  static async of(installation: Installation): Promise<Readers> {
    const { id } = await installation.call<{ id: number }>('POST', '/contacts', { email: 'reader@reader.example' });
    return new Readers(installation, id);
  }

  pixelOf(messageId: number): string {
    return this.linksOf(messageId).openUrl;
  }

  linkOf(messageId: number, index: number): string {
    return this.linksOf(messageId).clickUrl(index);
  }

  /** Rejects when the connection ends before the answer does. */
  async get(path: string): Promise<Answer> {
    const asked = request({ agent: this.agent, host: '127.0.0.1', port: this.installation.port, path });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return { status: answer.statusCode ?? 0, headers: answer.headers };
  }

  /** Opens these mails, 32 at a time; resolves with when each was answered, for those that were. */
  async open(messageIds: readonly number[], answered: (messageId: number) => void): Promise<void> {
    const left = [...messageIds];
    const work = async (): Promise<void> => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        const answer = await this.get(this.pixelOf(id)).catch(() => null);
        if (answer?.status === 200) answered(id);
      }
    };
    await Promise.all(Array.from({ length: 32 }, work));
  }

  /** How often each mail was opened, by the ledger. */
  async stored(): Promise<ReadonlyMap<number, number>> {
    const rows = await this.installation.database.db.query<{ id: number; n: number }>(
      `SELECT message_id AS id, count(*) AS n FROM message_events WHERE kind = 'opened' GROUP BY 1`,
    );
    return new Map(rows.map(({ id, n }) => [id, n]));
  }

  close(): void {
    this.agent.destroy();
  }

  private linksOf(messageId: number): ReturnType<LinkSigner['linksFor']> {
    return this.signer.linksFor({ messageId, contactId: this.contactId, topicId: 1 });
  }
}
