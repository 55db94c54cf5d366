import type { Queryable } from '#libs/db';
import type { ClaimedMessage, MessageSource } from '#libs/ledger';

/** D63. The reasons of those that their sources do not want any more, by message id. */
export async function askSources(
  on: Queryable,
  sources: readonly MessageSource[],
  messages: readonly ClaimedMessage[],
): Promise<ReadonlyMap<number, string>> {
  const answers = await Promise.all(
    sources.map(async (source) => {
      const own = messages.filter((message) => message.sourceKind === source.kind);
      return own.length > 0 ? source.refusals(on, own) : new Map<number, string>();
    }),
  );
  return new Map(answers.flatMap((answer) => [...answer]));
}
