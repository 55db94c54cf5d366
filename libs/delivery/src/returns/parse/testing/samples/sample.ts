import type { ReturnKind } from '../../returned-mail.js';

/** A mail as a server writes it, from head to end, and what it is to be read as. Addresses are of our own making. */
export interface ServerSample {
  readonly server: string;
  readonly raw: string;
  readonly kind: ReturnKind;
  /** Who was not reached (or was), in lower case and sorted; none when the mail is about nobody's address. */
  readonly addresses: readonly string[];
  /** Kinds by address where they differ. */
  readonly kinds?: readonly ReturnKind[];
}

export const TO = 'To: <bounces+aaaabbbbccccddddeeeeffff@mail.sender.example>';

export const ORIGINAL = `Return-Path: <bounces+aaaabbbbccccddddeeeeffff@mail.sender.example>
Received: from out.sender.example (out.sender.example [81.2.69.142])
\tby mx.reader.example with ESMTPS id 4711; Mon, 5 Jan 2026 10:00:00 +0000
Message-ID: <7.abcdefghijkl@sender.example>
From: News <news@sender.example>
To: Ada <ada@reader.example>
Subject: Our news
List-Unsubscribe: <mailto:unsubscribe@sender.example>
`;

/** A multipart/report of three parts with these headers, words, and fields. */
export function report(
  head: string,
  text: string,
  fields: string,
  original = ORIGINAL,
  type = 'message/rfc822',
): string {
  return `${head}
${TO}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="b1_x"

--b1_x
Content-Type: text/plain; charset=utf-8

${text}

--b1_x
Content-Type: message/delivery-status

${fields}

--b1_x
Content-Type: ${type}

${original}
Text of the mail: user unknown, mailbox full. Write to help@sender.example.
--b1_x--
`;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\n');
