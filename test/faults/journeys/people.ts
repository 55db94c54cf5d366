/** Somebody who takes the journey. All that is true of them follows from their number. */
export interface Person {
  readonly n: number;
  readonly email: string;
  readonly isPro: boolean;
  readonly isEager: boolean;
  readonly saysYes: boolean;
  /** Who has not agreed to mails goes the same way; the mails are skipped. */
  readonly subscribed: boolean;
}

/** What a journey has left behind. Lists are sorted. */
export interface Traces {
  /** One for each run: how it ended, and every step with the way out of it. */
  readonly runs: readonly string[];
  /** The same of the second automation, which the first one's last step starts. */
  readonly careRuns: readonly string[];
  /** Subjects of mails that left, a second copy named twice. */
  readonly mails: readonly string[];
  readonly skipped: readonly string[];
  /** Paths that were called, one for each idempotency key. */
  readonly hooks: readonly string[];
  /** Texts of tasks. */
  readonly tasks: readonly string[];
  readonly tags: readonly string[];
}

export function makePerson(n: number): Person {
  return {
    n,
    email: `person.${String(n)}@reader.example`,
    isPro: n % 3 === 0,
    isEager: n % 2 === 0,
    saysYes: n % 5 < 3,
    subscribed: n % 7 !== 0,
  };
}

/** What the journey must have left behind, whatever happened meanwhile: read from the document by hand, without its runner. */
export function tracesExpectedOf({ isPro, isEager, saysYes, subscribed }: Person): Traces {
  const kind = isPro ? 'pro' : isEager ? 'eager' : 'other';
  const ways = { pro: 'branch 1 hook', eager: 'branch 2 mail', other: 'else task' };
  const answer = saysYes ? 'branch 1 patience:else' : 'else regret:next';
  const steps = ['join:next', 'rest:next', `kind:${ways[kind]}:next`, 'listen:then', `answer:${answer}`];
  const subjects = [...(kind === 'eager' ? ['First'] : []), 'Second'];
  return {
    runs: [`completed: ${[...steps, 'last:next', 'finish:next'].join(' ')}`],
    careRuns: ['completed: care:next'],
    mails: subscribed ? subjects : [],
    skipped: subscribed ? [] : subjects,
    hooks: [...(saysYes ? [] : ['/no']), ...(kind === 'pro' ? ['/pro'] : [])],
    tasks: ['Care', ...(kind === 'other' ? ['Call'] : [])].sort(),
    tags: [...(isEager ? ['eager'] : []), 'finished', 'joined'],
  };
}
