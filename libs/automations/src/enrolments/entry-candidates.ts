import type { CauseChain } from '#libs/contacts';
import { sha256 } from '#libs/kernel';
import type { CompiledAutomation, EntryRules } from '../definition/compile-automation.js';
import { windowStart } from '../time/duration.js';

/** Somebody who may enter, and why. */
export interface Candidate {
  readonly contactId: number;
  /** What triggered, as `event.*` shows it. */
  readonly event: Readonly<Record<string, unknown>>;
  /** From when on `since: "entry"` counts. */
  readonly enteredAt: Date;
  readonly requestId: string | null;
  /** The automations that led here; nothing = something from outside did. */
  readonly ledBy?: CauseChain;
}

/** Who may enter one automation, in the order in which they came. */
export interface CandidateGroup {
  readonly automation: CompiledAutomation;
  readonly candidates: readonly Candidate[];
}

/** A candidate that the rules let through, as far as the batch alone can tell. */
export interface Entry extends Candidate {
  readonly runKey: string;
  /** A later candidate of the same batch restarts it: it is written as ended already. */
  readonly restarted: boolean;
}

/**
 * Applies the entry rules within a batch that stands in the order of the changes: of several candidates with one key
 * the first enters, or with `always` each in turn, unless it comes within the cooldown of the one before.
 */
export function selectEntries(candidates: readonly Candidate[], rules: EntryRules): Entry[] {
  const byKey = new Map<string, Entry[]>();
  for (const candidate of candidates) {
    const runKey = rules.key === null ? '' : keyText(candidate.event[rules.key]);
    const slot = `${String(candidate.contactId)} ${runKey}`;
    const entries = byKey.get(slot) ?? [];
    const last = entries.at(-1);
    if (last && !mayRestart(last, candidate, rules)) continue;
    if (last) entries[entries.length - 1] = { ...last, restarted: true };
    byKey.set(slot, [...entries, { ...candidate, runKey, restarted: false }]);
  }
  return [...byKey.values()].flat();
}

function mayRestart(last: Entry, next: Candidate, rules: EntryRules): boolean {
  if (rules.again !== 'always') return false;
  return rules.cooldown === null || last.enteredAt <= windowStart(next.enteredAt, rules.cooldown);
}

/** In UTF-16 units, which have up to three bytes each. The unique indexes over keys take 2.7 kB at most. */
const LONGEST_KEY = 200;

/** A key is text, a number or a boolean; whatever else stands there, or nothing, is the empty key. */
function keyText(value: unknown): string {
  if (typeof value === 'string') return value.length <= LONGEST_KEY ? value : shortened(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** What a long key is known by: its beginning, for people, and a digest that tells it from every other. */
function shortened(key: string): string {
  return `${key.slice(0, LONGEST_KEY / 2)}…${sha256(key).toString('hex')}`;
}
