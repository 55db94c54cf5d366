import { setTimeout as pause } from 'node:timers/promises';
import { HttpReceiver } from '../../automations/http-receiver.js';
import { eventually, Installation } from '../../support/installation.js';
import { KillableDatabase } from '../../support/killable-database.js';
import { startMailSink, type MailSink } from '../../support/mail-sink.js';

/** Most mails of a process between hand-over and written-back answer. */
export const SENDING_LIMIT = 20;
/** There are always so many; who is killed is replaced. */
export const WORKERS = 2;
/** How long both neighbours take to answer: so long that something is on its way whenever a process ends. */
const DELAY_MS = 250;
const LOOK_MS = 10;

const OPEN = `
  SELECT (SELECT count(*)::int FROM contact_changes) AS changes,
    (SELECT count(*)::int FROM enrolments WHERE state = 'active') AS runs,
    (SELECT count(*)::int FROM messages WHERE state IN ('pending', 'deferred')) AS mails,
    (SELECT count(*)::int FROM webhook_deliveries WHERE state IN ('pending', 'sending')) AS calls`;

/** An installation with two workers on a database server of its own, and the neighbours that it talks to. */
export class World {
  private calledAt = 0;

  private constructor(
    readonly installation: Installation,
    readonly database: KillableDatabase,
    readonly sink: MailSink,
    readonly receiver: HttpReceiver,
  ) {}

  /** The queue lives in the database unless told otherwise. */
  static async start(queueUrl?: string): Promise<World> {
    const database = await KillableDatabase.start();
    const [sink, receiver] = [await startMailSink(), await HttpReceiver.open()];
    sink.delayMs = DELAY_MS;
    const env = {
      SMTP_URL: `${sink.url}?pool=${String(SENDING_LIMIT)}`,
      TIDINGS_SENDING_LIMIT: String(SENDING_LIMIT),
      TIDINGS_PRIVATE_HOSTS: '127.0.0.1',
      ...(queueUrl === undefined ? {} : { QUEUE_URL: queueUrl }),
    };
    const world = new World(await Installation.start(env, WORKERS, database), database, sink, receiver);
    receiver.answer = (_call, response) => {
      world.calledAt = Date.now();
      setTimeout(() => response.writeHead(200).end(), DELAY_MS);
    };
    return world;
  }

  /** Waits, at most so long, for a mail or a call that is not answered yet. */
  async somethingOnItsWay(withinMs: number): Promise<void> {
    const end = Date.now() + withinMs;
    while (!this.isBusy && Date.now() < end) await pause(LOOK_MS);
  }

  async stop(): Promise<void> {
    await this.installation.stop();
    await this.receiver.close();
    await this.sink.stop();
  }

  /** Waits until nobody and nothing is on the way any more. */
  async comesToRest(withinMs: number): Promise<void> {
    await eventually(
      async () => (await this.database.db.query<Record<string, number>>(OPEN))[0],
      (open) => Object.values(open ?? { none: 1 }).every((count) => count === 0),
      { withinMs },
    );
  }

  private get isBusy(): boolean {
    const lastAt = Math.max(this.sink.mails.at(-1)?.at ?? 0, this.calledAt);
    return Date.now() - lastAt < DELAY_MS - LOOK_MS;
  }
}
