import { durationMs } from '#libs/automations';
import type { FieldError } from '#libs/kernel';

const SHORTEST_MINUTES = 15;

/** Each reminder is a mail: what is wrong with sending one so often. Days, weeks and months are long enough. */
export function checkReminders(every: string | undefined): FieldError[] {
  const isExact = every !== undefined && /(s|min|h)$/.test(every);
  if (!isExact || durationMs(every) >= SHORTEST_MINUTES * 60_000) return [];
  return [
    { path: 'remind_every', message: `Must be ${String(SHORTEST_MINUTES)}min or longer: each reminder is a mail` },
  ];
}
