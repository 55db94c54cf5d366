import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignRunner } from '#libs/campaigns';
import { DnsResolver, SenderService } from '#libs/delivery';
import { authenticate } from 'mailauth';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';
import { needs } from '../setup/needs.js';
import { eventually } from '../support/installation.js';
import { type ArrivedMail, type MailSink, startMailSink } from '../support/mail-sink.js';

/** What a filter of today asks of a mail that nobody has complained about. */
const MOST_POINTS = 1;
/** Rules about how a mail is made; what it is about, and how it came, is not ours. */
const FORM_RULES =
  /^(?:MISSING|INVALID|FORGED|FAKE|RATWARE|MIME_|BAD_ENC|BASE64|HEADER|HEAD_|MSGID|DATE_IN|HTML_MIME|MPART|HTML_SHORT|SUBJ|FROM_|TO_|UNPARSEABLE|GAPPY|ILLEGAL|DKIM_INVALID|DOUBLE)/;

/** The mail as its reader's server would pass it to the filter. */
function asReceived({ raw, to }: ArrivedMail): Buffer {
  const at = new Date().toUTCString().replace('GMT', '+0000');
  const received =
    `Received: from mail.shop.example (mail.shop.example [81.2.69.142])\r\n` +
    `\tby mx.reader.example (Postfix) with ESMTPS id 4XyZ12345 for <${to}>;\r\n\t${at}\r\n`;
  return Buffer.from(`${received}${raw}`, 'latin1');
}

interface Opinion {
  readonly score: number;
  readonly rules: readonly string[];
}

let home: string;
/** SpamAssassin by the rules that come with it: nothing is asked of the network. */
function judge(mail: ArrivedMail): Opinion {
  const args = ['--local', '--nocreate-prefs', '--prefspath=/dev/null', '--cf=use_bayes 0'];
  const run = spawnSync('spamassassin', args, { input: asReceived(mail), env: { ...process.env, HOME: home } });
  const status = /^X-Spam-Status:.*(?:\r?\n[ \t].*)*/m.exec(run.stdout.toString('latin1'))?.[0].replace(/\s+/g, ' ');
  const [, score, rules] = /score=(-?[\d.]+) required=\S+ tests=(\S+(?:, ?\S+)*?) autolearn/.exec(status ?? '') ?? [];
  if (score === undefined) throw new Error(`SpamAssassin said nothing: ${run.stderr.toString()}`);
  return { score: Number(score), rules: (rules ?? '').split(/, ?/).filter((rule) => rule !== 'none') };
}

let api: TestApi;
let sink: MailSink;
let record: string;
/** What the sender's domain publishes, as the product asks for it. */
let published: ReadonlyMap<string, string>;
let campaignMail: ArrivedMail;
let receipt: ArrivedMail;

async function idOf(path: string, body: object): Promise<number> {
  const answer = await api.call('POST', path, body);
  if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.body}`);
  return answer.json<{ id: number }>().id;
}

async function arrivalAt(address: string): Promise<ArrivedMail> {
  void api.app.get(SenderService, { strict: false }).drain();
  const found = await eventually(
    () => Promise.resolve(sink.mails.find(({ to }) => to === address)),
    (mail) => mail !== undefined,
    { withinMs: 20_000, everyMs: 20 },
  );
  return found!;
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'tidings-filter-'));
  sink = await startMailSink();
  api = await createTestApi({ env: { SMTP_URL: sink.url, PUBLIC_URL: 'https://mail.shop.example' } });
  const sender = await idOf('/senders', {
    ...{ name: 'Zoë’s Wine & Books', email: 'news@shop.example', postal_address: '1 Main Street, Exeter' },
  });
  const { records } = (await api.call('GET', `/senders/${String(sender)}/domain`)).json<{
    records: { name: string; value: string; purpose: string }[];
  }>();
  published = new Map(records.map(({ name, value }) => [name, value]));
  api.app.get(DnsResolver, { strict: false }).txt = (name) =>
    Promise.resolve([published.get(name) ?? ''].filter(Boolean));
  await api.call('POST', `/senders/${String(sender)}/verify`);
  record = records.find(({ purpose }) => purpose === 'dkim')!.value;
  const paragraph = 'We have chosen twelve bottles from small makers for the autumn, and a book to read with each. ';
  const html = `<html lang="en"><body><h1>Hello {{default contact.first_name "friend"}}</h1>
    <p>${paragraph.repeat(30)}</p><p><a href="https://shop.example/autumn?a=1&amp;b=ü">See them all</a></p>
    <p><img src="https://shop.example/bottle.png" alt="A bottle" width="200" height="100"></p></body></html>`;
  const news = await idOf('/templates', { name: 'News', subject: 'Der Herbst – für {{contact.first_name}}', html });
  const thanks = await idOf('/templates', { name: 'Receipt', subject: 'Your order 4711', html });
  const contact = { email: 'ada@reader.example', first_name: 'Ądą', consents: { newsletter: 'subscribed' } };
  await api.call('POST', '/contacts', contact);
  const audience = { everyone: true, reason: 'test' };
  const campaign = await idOf('/campaigns', { name: 'C', template_id: news, topic: 'newsletter', audience });
  await api.call('POST', `/campaigns/${String(campaign)}/start`);
  await api.app.get(CampaignRunner, { strict: false }).advance();
  campaignMail = await arrivalAt('ada@reader.example');
  await idOf('/messages', { to: 'buyer@reader.example', template_id: thanks });
  receipt = await arrivalAt('buyer@reader.example');
}, 60_000);
afterAll(async () => {
  await api.app.get(SenderService, { strict: false }).stop();
  await api.close();
  await sink.stop();
  rmSync(home, { recursive: true });
});

needs('spamassassin')('outgoing mail, by SpamAssassin’s own rules', () => {
  it.each([
    ['a campaign', () => campaignMail],
    ['a receipt', () => receipt],
  ])('%s has next to no points, and none for how it is made', (_, mail) => {
    const { score, rules } = judge(mail());
    expect(rules.filter((rule) => FORM_RULES.test(rule))).toEqual([]);
    expect(score).toBeLessThan(MOST_POINTS);
  });

  it('would be found out: without a date and a subject the same mail gets points for its form', () => {
    const raw = campaignMail.raw.replace(/^Date: .*\r\n/m, '').replace(/^Subject: .*\r\n(?:[ \t].*\r\n)*/m, '');
    const { rules } = judge({ ...campaignMail, raw });
    expect(rules.filter((rule) => FORM_RULES.test(rule))).toEqual(
      expect.arrayContaining(['MISSING_DATE', 'MISSING_SUBJECT']),
    );
  });
});

needs('/usr/lib/python3/dist-packages/dkim')('outgoing mail, by an independent verifier of DKIM', () => {
  const isGood = (raw: string): boolean => {
    const input = Buffer.from(raw, 'latin1');
    return spawnSync('/usr/bin/python3', ['test/dkim/verify-dkim.py', record], { input }).status === 0;
  };
  const signedFields = (raw: string): string[] => {
    const header = /^DKIM-Signature:.*(?:\r\n[ \t].*)*/im.exec(raw)?.[0].replace(/\s+/g, '') ?? '';
    return /h=([^;]+)/.exec(header)?.[1]?.toLowerCase().split(':') ?? [];
  };

  it('has a good signature over both unsubscribe headers and over From once more than it is there', () => {
    for (const { raw } of [campaignMail, receipt]) expect(isGood(raw)).toBe(true);
    const fields = signedFields(campaignMail.raw);
    expect(fields).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'subject']));
    expect(fields.filter((name) => name === 'from')).toHaveLength(2);
  });

  it.each<[string, (raw: string) => string]>([
    ['another unsubscribe address', (raw) => raw.replace(/^List-Unsubscribe: <https:/m, 'List-Unsubscribe: <http:')],
    ['no one-click header', (raw) => raw.replace(/^List-Unsubscribe-Post: .*\r\n/m, '')],
    ['a second From', (raw) => raw.replace(/^From: /m, 'From: Bank <bank@bank.example>\r\nFrom: ')],
    ['another subject', (raw) => raw.replace(/^Subject: /m, 'Subject: Re: ')],
    ['one more word', (raw) => `${raw.trimEnd()}\r\nword\r\n`],
  ])('has a broken one with %s', (_, change) => {
    const changed = change(campaignMail.raw);
    expect(changed).not.toBe(campaignMail.raw);
    expect(isGood(changed)).toBe(false);
  });
});

describe('outgoing mail, by mailauth, at the door of a server that knows the published records', () => {
  /** DKIM and DMARC alone: where the mail comes from is the relay's business. */
  async function verdicts(raw: string) {
    const noRecord = Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' });
    const { dkim, dmarc } = await authenticate(Buffer.from(raw, 'latin1'), {
      ip: '81.2.69.142',
      helo: 'mail.shop.example',
      sender: 'news@shop.example',
      disableArc: true,
      disableBimi: true,
      resolver: (name, type) => {
        const value = type === 'TXT' ? published.get(name) : undefined;
        return value === undefined ? Promise.reject(noRecord) : Promise.resolve([[value]]);
      },
    });
    const [signature] = dkim.results;
    const { result, aligned } = signature!.status;
    return { dkim: result, aligned, dmarc: dmarc && dmarc.status.result };
  }

  it('passes DKIM with a key of the domain of From, and so DMARC', async () => {
    const passed = { dkim: 'pass', aligned: 'shop.example', dmarc: 'pass' };
    for (const { raw } of [campaignMail, receipt]) expect(await verdicts(raw)).toEqual(passed);
  });

  it('fails both when somebody has changed a word', async () => {
    const changed = campaignMail.raw.replace(/^Subject: /m, 'Subject: Re: ');
    expect(await verdicts(changed)).toMatchObject({ dkim: 'fail', dmarc: 'fail' });
  });

  it('fails DMARC under the name of another domain', async () => {
    const forged = campaignMail.raw.replace(/^From: .*$/m, 'From: Shop <news@bank.example>');
    expect(await verdicts(forged)).not.toMatchObject({ dmarc: 'pass' });
  });
});
