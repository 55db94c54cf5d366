import type { WorldMail } from './world.js';

type Tree = Readonly<Record<string, unknown>>;

/** When the leaf's action happened to the contact's mails, earliest first. */
export function momentsOf(leaf: Tree, mails: readonly WorldMail[]): Date[] {
  const own = mails.filter(({ source }) => {
    if (source.kind === 'test' || source.kind === 'sales') return false;
    if (leaf['campaign'] !== undefined) return source.kind === 'campaign' && source.id === leaf['campaign'];
    if (leaf['automation'] !== undefined) return source.kind === 'automation' && source.id === leaf['automation'];
    return true;
  });
  const moments = own.flatMap((mail) => happened(leaf, mail));
  return moments.sort((a, b) => a.getTime() - b.getTime());
}

function happened({ action, machine }: Tree, { sentAt, bounced, events }: WorldMail): Date[] {
  if (action === 'sent') return sentAt ? [sentAt] : [];
  if (action === 'delivered') return sentAt && !bounced ? [sentAt] : [];
  return events.filter((event) => event.kind === action && (machine === true || !event.machine)).map(({ at }) => at);
}
