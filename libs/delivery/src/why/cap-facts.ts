import { fact, type CountedMail, type Fact } from '#libs/ledger';
import { countedBy, type Cap, type CountedReservation } from '../gate/frequency-caps.js';

/** What each cap that concerns a topic counts at a moment. */
export function capFacts(
  taken: readonly CountedReservation[],
  { topic, caps, at }: { topic: string | null; caps: readonly Cap[]; at: Date },
  code: 'cap.full' | 'gate.cap',
): Fact[] {
  return caps
    .filter((cap) => cap.topic === undefined || cap.topic === topic)
    .map((cap) => {
      const mails = countedBy(cap, taken, at);
      const values = { max: cap.max, per: cap.per, counted: mails.length };
      const details = { verdict: mails.length < cap.max, mails: mails.map(toCounted) };
      return cap.topic === undefined
        ? fact(code, values, details)
        : fact(`${code}_topic`, { ...values, topic: cap.topic }, details);
    });
}

function toCounted({ messageId, sourceKind, sourceId, subject, at }: CountedReservation): CountedMail {
  return { message_id: messageId, source_kind: sourceKind, source_id: sourceId, subject, at };
}
