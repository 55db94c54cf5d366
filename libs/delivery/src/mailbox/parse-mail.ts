import type { AddressObject } from 'mailparser';

interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** What a mail says, decoded. */
export interface ParsedMail {
  readonly fromHeader: readonly Mailbox[];
  readonly toHeader: readonly Mailbox[];
  readonly html: string | null;
  readonly text: string | null;
  /** In the order of the mail, unfolded, not decoded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly size: number }[];
}

/** Reads a raw mail. Whatever it holds, it does not throw for the mail's sake: mail from outside may be broken. */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  // Loaded when somebody opens a mail: workers never do.
  const { simpleParser } = await import('mailparser');
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true });
  return {
    fromHeader: toMailboxes(mail.from),
    toHeader: toMailboxes(mail.to),
    html: mail.html || null,
    text: mail.text ?? null,
    headers: mail.headerLines.map(({ line }) => splitHeader(line)),
    attachments: mail.attachments.map(({ filename, contentType, size }) => ({
      name: filename ?? 'unnamed',
      type: contentType,
      size,
    })),
  };
}

function splitHeader(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  const value = line.slice(colon + 1).replace(/\r?\n(?=[ \t])/g, '');
  return { name: line.slice(0, colon), value: value.trim() };
}

function toMailboxes(field: AddressObject | AddressObject[] | undefined): Mailbox[] {
  return [field ?? []]
    .flat()
    .flatMap(({ value }) =>
      value.flatMap((entry) => (entry.group ?? [entry]).map(({ name, address }) => ({ name, address: address ?? '' }))),
    );
}
