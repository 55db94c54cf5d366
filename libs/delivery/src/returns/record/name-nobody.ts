import type { IncomingReturn } from './incoming-return.js';

/** What came back about a mail of somebody who has been erased meanwhile: it counts, and says nothing of the person. */
export function nameNobody(item: IncomingReturn): IncomingReturn {
  const { returned } = item;
  const recipients = returned.recipients.map(({ kind, status, action, reason }) => ({
    ...{ kind, status, action, reason },
    address: '',
  }));
  const nothing = { originalTo: '', from: '', subject: '' };
  return { ...item, returned: { ...returned, ...nothing, recipients }, raw: Buffer.alloc(0) };
}
