import type { Queryable } from '#libs/db';

/** A message as its source needs to see it. */
export interface SourcedMessage {
  readonly id: number;
  readonly contactId: number;
  readonly sourceId: number;
  readonly occurrence: string;
}

/** A lib whose rows make messages: the gate asks it (D63) just before sending. */
export interface MessageSource {
  readonly kind: string;
  /** The reasons of those that must not go any more (exit, goal, segment left), by message id; the rest is absent. */
  refusals(on: Queryable, messages: readonly SourcedMessage[]): Promise<ReadonlyMap<number, string>>;
}

/** Nest token of the list, bound in `registry`. */
export const MESSAGE_SOURCES = Symbol('message sources');
