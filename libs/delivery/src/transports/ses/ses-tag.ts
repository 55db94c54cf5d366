/** The tag by which SES tells in its events which mail they are about. */
export const SES_TAG = 'tidings-message';

const TAG = /^([\da-z]+)_([\w-]+)$/;

/** What our Message-ID has before its `@`. Tags have no dot; the first `_` stands for it, the number has none itself. */
export function toSesTag(messageId: string): string {
  return messageId
    .replace(/@.*$/s, '')
    .replace('.', '_')
    .replace(/[^\w-]/g, '-')
    .slice(0, 256);
}

/** A Message-ID, good for recognising the mail; undefined for a tag that was not made here. */
export function fromSesTag(tag: string): string | undefined {
  const [, id, mac] = TAG.exec(tag) ?? [];
  return id === undefined || mac === undefined ? undefined : `${id}.${mac}@ses`;
}
