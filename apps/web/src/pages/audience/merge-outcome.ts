/** From what allows most to what forbids most: as the API merges consents. */
const SEVERITY = ['subscribed', 'unconfirmed', 'cleaned', 'unsubscribed', 'complained'] as const;

type Status = (typeof SEVERITY)[number];

/** What of a contact matters here. */
interface Person {
  tags: string[];
  consents: Record<string, Status>;
  latitude?: unknown;
  longitude?: unknown;
}

export interface ConsentOutcome {
  topic: string;
  status: Status;
  how: 'same' | 'only' | 'stricter';
  /** What the other one of the two had said. */
  other: Status | undefined;
  /** Somebody who was mailed on the topic will not be any more. */
  loses: boolean;
}

/** Which of the two has the value that stays: the kept one's wins, what it lacks comes from the other one. */
export function winnerOf(kept: unknown, merged: unknown): 'kept' | 'merged' | 'none' {
  if (isThere(kept)) return 'kept';
  return isThere(merged) ? 'merged' : 'none';
}

export function isThere(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '';
}

/** Where the two are on a map is one value: half of it is not taken. */
export function placeIsKept(kept: Person): boolean {
  return isThere(kept.latitude) || isThere(kept.longitude);
}

/** The kept contact's tags, then those that come with the other one. */
export function joinTags(kept: Person, merged: Person): string[] {
  return [...kept.tags, ...merged.tags.filter((tag) => !kept.tags.includes(tag))];
}

/** Of two answers the stricter one stands; where only one was given, that. */
export function joinConsents(kept: Person, merged: Person): ConsentOutcome[] {
  const topics = [...new Set([...Object.keys(kept.consents), ...Object.keys(merged.consents)])].sort();
  return topics.flatMap((topic) => {
    const [first, second] = [kept.consents[topic], merged.consents[topic]];
    const [status, other] = stricterFirst(first, second);
    if (status === undefined) return [];
    const how = other === undefined ? 'only' : other === status ? 'same' : 'stricter';
    return [{ topic, status, how, other, loses: status !== 'subscribed' && other === 'subscribed' }];
  });
}

function stricterFirst(a: Status | undefined, b: Status | undefined) {
  const rank = (status: Status | undefined): number => (status === undefined ? -1 : SEVERITY.indexOf(status));
  return rank(b) > rank(a) ? [b, a] : [a, b];
}
