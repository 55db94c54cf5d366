import type { Database } from '#libs/db';
import { LinkSigner } from '#libs/delivery';
import { SecretRing } from '#libs/kernel';

// One mail to each reader, as a campaign leaves them.
const MAILS = `
  INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, topic_id, template_id,
    template_version, sent_at)
  SELECT contacts.id, 'campaign', 1, '1', 'marketing', 'sent', topics.id, $1, 1, now() - interval '1 hour'
  FROM contacts, topics WHERE slug = 'newsletter'
  RETURNING id, contact_id AS "contactId", topic_id AS "topicId"`;

const COUNTED = `
  SELECT message_id AS "messageId", kind, count(*) AS n FROM message_events WHERE kind IN ('opened', 'clicked')
  GROUP BY message_id, kind`;

/** Links of the template, and how often a request is a click. */
const LINKS = 10;
const CLICKS_IN_TEN = 3;

interface Mail {
  readonly messageId: number;
  readonly open: string;
  click(link: number): string;
}

type Kind = 'opened' | 'clicked';

/** The mails of a campaign, and what was asked of each. */
export class TrackedMails {
  private readonly asked = new Map<string, number>();

  private constructor(private readonly mails: readonly Mail[]) {}

  static async write(db: Database, template: number, secret: string): Promise<TrackedMails> {
    const signer = new LinkSigner(new SecretRing([secret]), '');
    const rows = await db.query<{ id: number; contactId: number; topicId: number }>(MAILS, [template]);
    const mails = rows.map(({ id: messageId, contactId, topicId }): Mail => {
      const links = signer.linksFor({ messageId, contactId, topicId });
      return { messageId, open: links.openUrl, click: (link) => links.clickUrl(link) };
    });
    return new TrackedMails(mails);
  }

  /** So many opens and clicks, over all mails in turn. */
  paths(count: number): string[] {
    return Array.from({ length: count }, (_, index) => {
      const mail = this.mails[index % this.mails.length];
      if (!mail) throw new Error('There is no mail');
      const kind: Kind = index % 10 < CLICKS_IN_TEN ? 'clicked' : 'opened';
      const key = `${String(mail.messageId)} ${kind}`;
      this.asked.set(key, (this.asked.get(key) ?? 0) + 1);
      return kind === 'clicked' ? mail.click(index % LINKS) : mail.open;
    });
  }

  /** Throws unless each mail has exactly the opens and clicks that were asked for. */
  async check(db: Database): Promise<void> {
    const rows = await db.query<{ messageId: number; kind: string; n: number }>(COUNTED);
    const stored = new Map(rows.map(({ messageId, kind, n }) => [`${String(messageId)} ${kind}`, n]));
    for (const [key, n] of this.asked) {
      if (stored.get(key) !== n) throw new Error(`${key}: ${String(n)} asked, ${String(stored.get(key) ?? 0)} stored`);
    }
    if (stored.size !== this.asked.size) throw new Error('There are opens or clicks that nobody asked for');
  }
}
