import type { Tx } from '#libs/db';
import type { ContactChange, NewContactChange } from '../changes/contact-change.js';

/**
 * What follows a change: segments, then automations, then sales (the order of the list in `registry`).
 * The router calls each with the batch, all in the one transaction that also removes the changes from the log:
 * killed in between, everything happens again or nothing has happened.
 */
export interface ChangeConsumer {
  readonly key: string;
  /** Returns further changes for the consumers after it (segments: who entered and left). */
  consume(tx: Tx, changes: readonly ContactChange[]): Promise<readonly NewContactChange[]>;
}

/** Nest token of the ordered list, bound in `registry`. */
export const CHANGE_CONSUMERS = Symbol('change consumers');
