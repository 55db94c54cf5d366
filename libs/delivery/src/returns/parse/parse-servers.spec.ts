import { describe, expect, it } from '@jest/globals';
import { parseReturnedMail } from './parse-returned-mail.js';
import { NO_BOUNCES } from './testing/no-bounces.js';
import { SAMPLES } from './testing/server-samples.js';
import { WORD_SAMPLES } from './testing/word-samples.js';
import { writeNotice } from './testing/write-report.js';

describe('what servers of all kinds write', () => {
  it.each(SAMPLES.map((sample) => ({ ...sample, name: sample.server })))('$name', ({ raw, kind, addresses, kinds }) => {
    const returned = parseReturnedMail(Buffer.from(raw.replaceAll('\n', '\r\n')));
    const named = returned.recipients.map((one) => [one.address.toLowerCase(), one.kind] as const).sort();
    expect({ kind: returned.kind, addresses: named.map(([address]) => address) }).toEqual({ kind, addresses });
    if (kinds) expect(named.map(([, one]) => one)).toEqual(kinds);
  });
});

describe('what is no bounce, whatever words it uses', () => {
  it.each(NO_BOUNCES.map((sample) => ({ ...sample, name: sample.what })))(
    '$name',
    ({ raw, kind, reason, addresses }) => {
      const returned = parseReturnedMail(Buffer.from(raw.replaceAll('\n', '\r\n')));
      expect({ kind: returned.kind, reason: returned.reason }).toEqual({ kind, reason });
      if (addresses) expect(returned.recipients.map(({ address }) => address.toLowerCase())).toEqual(addresses);
    },
  );
});

describe('what servers write in words alone', () => {
  it.each(WORD_SAMPLES)('%s', (_server, from, subject, text, kind, addresses) => {
    const returned = parseReturnedMail(writeNotice({ from, subject, text }));
    const named = returned.recipients.map(({ address }) => address.toLowerCase()).sort();
    expect({ kind: returned.kind, addresses: named }).toEqual({ kind, addresses });
  });
});
