interface Reminders {
  readonly reminders: number;
  /** Between two of them. */
  readonly gap: string;
  readonly mail: (key: string) => number;
}

type Step = Readonly<Record<string, unknown>>;

const NAMES = ['Mail: you left something', 'Mail: any questions?', 'Mail: last reminder'];

/** The reminders, each followed by a wait that ends the run when its time is over: the goal ends it before. */
export function remindersOf({ reminders, gap, mail }: Reminders): Record<string, Step> {
  const steps = NAMES.slice(0, reminders).flatMap((name, index): [string, Step][] => {
    const [key, wait] = [`reminder${String(index + 1)}`, `wait${String(index + 1)}`];
    const next = index + 1 < reminders ? `reminder${String(index + 2)}` : 'over';
    return [
      [key, { type: 'send_email', name, template: mail(key), next: wait }],
      [wait, { type: 'wait', name: `Wait ${gap} for the order`, for: gap, next }],
    ];
  });
  return Object.fromEntries(steps);
}
