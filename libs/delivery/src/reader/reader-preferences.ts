import { Inject, Injectable } from '@nestjs/common';
import { ConsentService, currentContact } from '#libs/contacts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';
import { MessageEvents } from '#libs/ledger';
import type { LinkSubject } from '../tracking-links/link-subject.js';

/** A topic as its reader sees it. */
export interface TopicChoice {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly subscribed: boolean;
}

export interface ReaderView {
  readonly email: string | null;
  readonly topics: readonly TopicChoice[];
}

/** How the reader told us: the proof that is kept. */
export interface ReaderProof {
  readonly source: 'one_click' | 'unsubscribe_page' | 'preferences_page';
  readonly ip: string | null;
}

type Choice = 'subscribed' | 'unsubscribed';

// All topics that readers may choose, and those of tracking only where the reader was asked for it.
const TOPICS = `
  SELECT topics.id, slug, name, coalesce(status = 'subscribed', false) AS subscribed
  FROM topics LEFT JOIN consents ON topic_id = topics.id AND contact_id = $1
  WHERE slug <> 'tracking' OR status IS NOT NULL
  ORDER BY topics.id`;

/** What readers decide about their own mail, with the token of a mail as their only identity. */
@Injectable()
export class ReaderPreferences {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConsentService) private readonly consents: ConsentService,
    @Inject(MessageEvents) private readonly events: MessageEvents,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async view(link: LinkSubject): Promise<ReaderView> {
    const { contactId } = await this.readerOf(link);
    const [contact] = await this.db.query<{ email: string | null }>('SELECT email FROM contacts WHERE id = $1', [
      contactId,
    ]);
    return { email: contact?.email ?? null, topics: await this.topicsOf(contactId) };
  }

  /** Ends the topic of the mail (all topics for a mail without one), at once and also for what is queued. */
  async unsubscribe(link: LinkSubject, proof: ReaderProof): Promise<void> {
    const subject = await this.readerOf(link);
    const all = await this.topicsOf(subject.contactId);
    const ended = subject.topicId > 0 ? all.filter(({ id }) => id === subject.topicId) : all;
    await this.choose(subject, new Map(ended.map(({ slug }) => [slug, 'unsubscribed'])), proof);
  }

  /** Subscribes to exactly the topics with these ids; all others that were on end. */
  async setTopics(link: LinkSubject, wanted: ReadonlySet<number>, proof: ReaderProof): Promise<void> {
    const subject = await this.readerOf(link);
    const current = await this.topicsOf(subject.contactId);
    const changed = current.filter(({ id, subscribed }) => wanted.has(id) !== subscribed);
    const choices = changed.map(({ id, slug }): [string, Choice] => [
      slug,
      wanted.has(id) ? 'subscribed' : 'unsubscribed',
    ]);
    await this.choose(subject, new Map(choices), proof);
  }

  private async choose(subject: LinkSubject, choices: ReadonlyMap<string, Choice>, { source, ip }: ReaderProof) {
    const { contactId, messageId } = subject;
    const proof = { source, lawfulBasis: 'consent', actor: 'contact', ...(ip === null ? {} : { ip }) };
    await this.db.transaction(async (tx) => {
      const changed = await this.consents.set(tx, contactId, choices, proof);
      const ended = [...changed.values()].includes('unsubscribed');
      if (!ended || messageId === 0) return;
      const at = this.clock.now();
      await this.events.recordIn(tx, [{ messageId, contactId, kind: 'unsubscribed', at, machine: false }]);
    });
  }

  /** A mail that went to somebody who was merged since speaks for the kept contact. */
  private async readerOf(link: LinkSubject): Promise<LinkSubject> {
    return { ...link, contactId: await currentContact(this.db, link.contactId) };
  }

  private async topicsOf(contactId: number): Promise<TopicChoice[]> {
    return this.db.query<TopicChoice & Record<string, unknown>>(TOPICS, [contactId]);
  }
}
