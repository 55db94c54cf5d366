import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../../support/installation.js';
import type { Person } from './people.js';

interface Answer {
  readonly results: readonly { readonly status: string }[];
}

interface Pace {
  /** People who sign up with one call. */
  readonly batch: number;
  readonly everyMs: number;
}

/** So many batches sign up before the first one answers: by then it waits for that. */
const BEHIND = 8;
const RETRY_MS = 300;
const PATIENCE_MS = 120_000;

/** Another program that tells of sign-ups and answers, and goes by the rules: what got no answer or 503 it tells again. */
export class Visits {
  private over = false;

  constructor(
    private readonly installation: Installation,
    private readonly people: readonly Person[],
  ) {}

  get isOver(): boolean {
    return this.over;
  }

  /** For when the world has ended before them. */
  stop(): void {
    this.over = true;
  }

  async run(pace: Pace): Promise<void> {
    try {
      await this.tellAll(pace);
    } finally {
      this.over = true;
    }
  }

  private async tellAll({ batch, everyMs }: Pace): Promise<void> {
    const batches = Array.from({ length: Math.ceil(this.people.length / batch) }, (_, n) =>
      this.people.slice(n * batch, (n + 1) * batch),
    );
    for (let n = 0; n < batches.length + BEHIND && !this.over; n += 1) {
      await this.tell(batches[n] ?? [], 'signed_up', ({ isPro }) => ({ plan: isPro ? 'pro' : 'free' }));
      await this.tell(batches[n - BEHIND] ?? [], 'answered', ({ saysYes }) => ({ says: saysYes ? 'yes' : 'no' }));
      await pause(everyMs);
    }
  }

  private async tell(people: readonly Person[], name: string, propertiesOf: (person: Person) => object): Promise<void> {
    if (people.length === 0) return;
    const events = people.map((person) => ({
      contact: { email: person.email },
      name,
      id: `${name}-${String(person.n)}`,
      properties: propertiesOf(person),
    }));
    const { results } = await this.post(events);
    const refused = results.filter(({ status }) => status !== 'accepted' && status !== 'duplicate');
    if (refused.length > 0) throw new Error(`Events were refused: ${JSON.stringify(refused)}`);
  }

  /** The ids of the events make the second call harmless. An answer that asks for no second call is final. */
  private async post(events: readonly object[]): Promise<Answer> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.attempt(events);
      if (answer) return answer;
      if (this.over || Date.now() > end) throw new Error('The api took no events');
      await pause(RETRY_MS);
    }
  }

  private async attempt(events: readonly object[]): Promise<Answer | null> {
    try {
      return await this.installation.call<Answer & Record<string, unknown>>('POST', '/events', events);
    } catch (error) {
      const { name, message } = error as Error;
      // What fetch throws when there was no answer; by its name, for it comes from outside of the test's realm.
      if (name === 'TypeError' || message.startsWith('POST /events: 503 ')) return null;
      throw error;
    }
  }
}
