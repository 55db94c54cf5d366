import { TEST_SOURCE } from '#libs/ledger';
import type { Admitted } from '../gate/send-gate.js';

/** Messages that share everything but the recipient: one compiled message serves them all. */
export function groupAdmitted(admitted: readonly Admitted[]): Admitted[][] {
  const groups = new Map<string, Admitted[]>();
  for (const entry of admitted) {
    const { senderId, templateId, templateVersion, topicId, class: kind, sourceKind } = entry.message;
    const key = [senderId, templateId, templateVersion, topicId, kind, sourceKind === TEST_SOURCE].join('|');
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()];
}
