/** Best first: a contact with several mails of a source (rounds) counts once, by the best; of equal ones the latest. */
export const OUTCOMES: readonly string[] = ['sent', 'pending', 'deferred', 'unknown', 'failed', 'skipped'];

/** An expression for the rank of a row of messages, by the name of the table. */
export function outcomeRank(table: string): string {
  return `array_position(ARRAY[${OUTCOMES.map((state) => `'${state}'`).join(', ')}], ${table}.state)`;
}
