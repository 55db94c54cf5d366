import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditLog, OrganisationSettings } from '#libs/accounts';
import { TopicsService } from '#libs/contacts';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { CredentialSeal, ManualClock, SecretRing } from '#libs/kernel';
import { needs } from '../../../../test/setup/needs.js';
import { NoNames } from '../../../segments/src/testing/no-names.js';
import { signMail } from '../dkim/sign-mail.js';
import type { SenderEntity } from '../senders/sender.entity.js';
import { dmarcNames, judgeDkim, judgeDmarc, judgeSpf } from './domain-records.js';
import { SenderDomains, type SenderDomain } from './sender-domains.service.js';
import { WrittenDns } from './testing/written-dns.js';

const CONFIG = { publicUrl: 'https://tidings.shop.example:8443' };

const SENDER: Omit<SenderEntity, never> = {
  ...{
    id: 1,
    name: 'Shop',
    email: 'hello@shop.example',
    replyTo: null,
    postalAddress: null,
    transport: null,
    limits: {},
  },
  ...{ returnPathDomain: null, trackingDomain: null, isDefault: true, createdAt: new Date(), archivedAt: null },
};

describe('the domain of a sender', () => {
  let database: TestDatabase;
  let dns: WrittenDns;
  let domains: SenderDomains;
  const clock = new ManualClock(new Date('2026-06-01T12:00:00Z'));
  const seal = new CredentialSeal(new SecretRing(['s'.repeat(32)]));
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.execute('TRUNCATE sender_domains, dkim_keys, settings, return_path_alignments');
    dns = new WrittenDns();
    const settings = new OrganisationSettings(
      database.db,
      clock,
      new AuditLog(clock),
      new TopicsService(database.db, new NoNames()),
    );
    domains = new SenderDomains(database.db, clock, dns, settings, seal, CONFIG);
  });

  const statuses = ({ records }: SenderDomain): Record<string, string> =>
    Object.fromEntries(records.map(({ purpose, status }) => [purpose, status]));

  it('asks for two keys, SPF and DMARC, and keeps its keys', async () => {
    const first = await domains.describe(SENDER);
    expect(statuses(first)).toEqual({ dkim: 'unknown', dkim_next: 'unknown', spf: 'unknown', dmarc: 'unknown' });
    expect(first.records.map(({ name }) => name)).toEqual([
      'tidings1._domainkey.shop.example',
      'tidings2._domainkey.shop.example',
      'shop.example',
      '_dmarc.shop.example',
    ]);
    expect(await domains.describe(SENDER)).toEqual(first);
    expect(JSON.stringify(first)).not.toContain('PRIVATE');
  });

  it('asks where returned mail goes when that has a domain of its own, and says what is wrong with it', async () => {
    const sender = { ...SENDER, returnPathDomain: 'bounce.shop.example' };
    const asked = (await domains.describe(sender)).records.find(({ purpose }) => purpose === 'return_path');
    expect(asked).toMatchObject({
      ...{ type: 'MX', name: 'bounce.shop.example', value: '10 tidings.shop.example', status: 'unknown' },
    });
    expect(statuses(await domains.check(sender))).toMatchObject({ return_path: 'missing', spf: 'missing' });
    dns.exchangers.set('bounce.shop.example', ['']);
    expect(statuses(await domains.check(sender))).toMatchObject({ return_path: 'wrong' });
    dns.exchangers.set('bounce.shop.example', ['mail.shop.example']);
    const checked = await domains.check(sender);
    expect(statuses(checked)).toMatchObject({ return_path: 'ok', spf: 'missing' });
    expect((await domains.describe(sender)).records).toEqual(checked.records);
  });

  it('is verified, and signs, when all is there; each lack is named', async () => {
    const lacking = await domains.check(SENDER);
    expect(statuses(lacking)).toEqual({ dkim: 'missing', dkim_next: 'missing', spf: 'missing', dmarc: 'missing' });
    expect(await domains.signingKey(SENDER)).toBeNull();
    dns.publish(lacking, 'dkim', 'spf');
    expect(await domains.check(SENDER)).toMatchObject({ verified: false, signs: true });
    dns.publish(lacking);
    expect(await domains.check(SENDER)).toMatchObject({ verified: true, signs: true, checkedAt: clock.now() });
    expect(await domains.signingKey(SENDER)).toMatchObject({ domain: 'shop.example', selector: 'tidings1' });
  });

  it('loses nothing while no name server answers', async () => {
    dns.publish(await domains.describe(SENDER));
    await domains.check(SENDER);
    dns.isDown = true;
    const found = await domains.check(SENDER);
    expect(found).toMatchObject({ verified: true, signs: true });
    expect(found.records[0]).toMatchObject({ status: 'unknown', message: expect.stringContaining('Try again') });
  });

  it('stops signing with a key that is no longer published', async () => {
    dns.publish(await domains.describe(SENDER));
    await domains.check(SENDER);
    dns.records.set('tidings1._domainkey.shop.example', ['v=DKIM1; p=']);
    expect(await domains.check(SENDER)).toMatchObject({ verified: false, signs: false });
    expect(await domains.signingKey(SENDER)).toBeNull();
  });

  it('changes to the next key only when that can be found, and asks for another', async () => {
    const before = await domains.describe(SENDER);
    dns.publish(before, 'dkim');
    await expect(domains.rotate(SENDER)).rejects.toMatchObject({ code: 'sender.key_not_published' });
    dns.publish(before, 'dkim_next');
    const after = await domains.rotate(SENDER);
    expect(after.records.slice(0, 2).map(({ name, status }) => [name.split('.')[0], status])).toEqual([
      ['tidings2', 'ok'],
      ['tidings3', 'missing'],
    ]);
    expect(await domains.signingKey(SENDER)).toMatchObject({ selector: 'tidings2' });
    const kept = await database.db.query(`SELECT state, private_key IS NULL AS gone FROM dkim_keys ORDER BY selector`);
    expect(kept).toEqual([
      { state: 'retired', gone: true },
      { state: 'active', gone: false },
      { state: 'next', gone: false },
    ]);
  });

  it('finds the policy of the domain above, as a subdomain inherits it', async () => {
    dns.records.set('_dmarc.shop.example', ['v=DMARC1; p=reject; pct=50']);
    const below = { ...SENDER, email: 'hello@mail.shop.example' };
    expect(statuses(await domains.check(below))).toMatchObject({ dmarc: 'ok' });
  });

  it('stores no private key in the clear, and signs with one that an older version has stored so', async () => {
    dns.publish(await domains.describe(SENDER));
    await domains.check(SENDER);
    const stored = await database.db.query<{ key: string }>('SELECT private_key AS key FROM dkim_keys');
    expect(stored.map(({ key }) => key)).toEqual([1, 2].map(() => expect.stringMatching(/^sealed:/)));
    const plain = String(seal.open(stored[0]!.key));
    await database.db.execute('UPDATE dkim_keys SET private_key = $1', [plain]);
    expect(await domains.signingKey(SENDER)).toMatchObject({ selector: 'tidings1' });
  });

  it('lets no mail leave unsigned for a key that it cannot read, and replaces it when asked to', async () => {
    dns.publish(await domains.describe(SENDER));
    await domains.check(SENDER);
    const own = new OrganisationSettings(
      database.db,
      clock,
      new AuditLog(clock),
      new TopicsService(database.db, new NoNames()),
    );
    const otherSeal = new CredentialSeal(new SecretRing(['o'.repeat(32)]));
    const others = new SenderDomains(database.db, clock, dns, own, otherSeal, CONFIG);
    await expect(others.signingKey(SENDER)).rejects.toMatchObject({
      code: 'credential.unreadable',
      message: expect.stringContaining('TIDINGS_SECRET_PREVIOUS'),
    });
    expect(await others.describe(SENDER)).toMatchObject({ signs: true });
    expect(await domains.signingKey(SENDER)).toMatchObject({ selector: 'tidings1' });
    const replaced = await others.rotate(SENDER);
    expect(replaced).toMatchObject({ signs: false, verified: false });
    expect(replaced.records.slice(0, 2).map(({ name }) => name.split('.')[0])).toEqual(['tidings3', 'tidings4']);
    expect(await others.signingKey(SENDER)).toBeNull();
    dns.publish(replaced);
    await others.check(SENDER);
    expect(await others.signingKey(SENDER)).toMatchObject({ selector: 'tidings3' });
  });

  it('lets an unverified domain send unless the organisation wants verified ones, and the mailbox always', async () => {
    expect(await domains.maySend(SENDER)).toBe(true);
    await database.db.execute(
      `INSERT INTO settings (key, value) VALUES ('organisation', '{ "require_verified_domain": true }')`,
    );
    const strict = new SenderDomains(
      database.db,
      clock,
      dns,
      new OrganisationSettings(database.db, clock, new AuditLog(clock), new TopicsService(database.db, new NoNames())),
      seal,
      CONFIG,
    );
    expect(await strict.maySend(SENDER)).toBe(false);
    expect(await strict.maySend({ ...SENDER, transport: { type: 'mailbox', settings: {} } })).toBe(true);
    dns.publish(await strict.describe(SENDER));
    await strict.check(SENDER);
    expect(await strict.maySend(SENDER)).toBe(true);
  });

  describe('with returned mail that goes to a domain of its own', () => {
    const sender = { ...SENDER, returnPathDomain: 'bounce.shop.example' };
    const returnPath = async () =>
      (await domains.check(sender)).records.find(({ purpose }) => purpose === 'return_path');

    it('proposes an MX, or a CNAME in its place, and takes either', async () => {
      expect(await returnPath()).toMatchObject({
        ...{ type: 'MX', value: '10 tidings.shop.example', status: 'missing' },
        alternatives: [{ type: 'CNAME', value: 'tidings.shop.example' }],
      });
      dns.aliases.set('bounce.shop.example', ['tidings.shop.example']);
      dns.hosts.set('bounce.shop.example', ['192.0.2.1']);
      expect(await returnPath()).toMatchObject({ status: 'ok', message: expect.stringContaining('port 25') });
      dns.exchangers.set('bounce.shop.example', ['mx.elsewhere.example']);
      expect(await returnPath()).toMatchObject({
        ...{ status: 'ok', found: ['CNAME tidings.shop.example', 'mx.elsewhere.example'] },
        message: expect.stringContaining('stands for tidings.shop.example'),
      });
    });

    it('knows where mail goes without an MX: to the address of the name', async () => {
      dns.aliases.set('bounce.shop.example', ['gone.example']);
      expect(await returnPath()).toMatchObject({ status: 'wrong', message: expect.stringContaining('gone.example') });
      dns.aliases.clear();
      dns.hosts.set('bounce.shop.example', ['192.0.2.1']);
      dns.hosts.set('tidings.shop.example', ['198.51.100.7']);
      expect(await returnPath()).toMatchObject({ status: 'missing', message: expect.stringContaining('192.0.2.1') });
      dns.hosts.set('tidings.shop.example', ['198.51.100.7', '192.0.2.1']);
      expect(await returnPath()).toMatchObject({ status: 'ok' });
    });

    it('looks for SPF at that domain, which is the one that is asked, and goes by it', async () => {
      const wanted = await domains.describe(sender);
      dns.publish(wanted, 'dkim', 'spf', 'dmarc');
      const lacking = await domains.check(sender);
      expect(lacking).toMatchObject({ verified: false });
      expect(statuses(lacking)).toMatchObject({ spf: 'ok', spf_return_path: 'missing' });
      dns.aliases.set('bounce.shop.example', ['tidings.shop.example']);
      const aliased = (await domains.check(sender)).records.find(({ purpose }) => purpose === 'spf_return_path');
      expect(aliased?.message).toMatch(/stands for tidings\.shop\.example: the record belongs there/);
      dns.records.delete('shop.example');
      dns.publish(wanted, 'spf_return_path');
      const checked = await domains.check(sender);
      expect(checked).toMatchObject({ verified: true });
      expect(statuses(checked)).toMatchObject({ spf: 'missing', spf_return_path: 'ok' });
    });

    it('keeps what was found for another sender of the same domain', async () => {
      dns.exchangers.set('bounce.shop.example', ['mail.shop.example']);
      await domains.check(sender);
      await domains.check({ ...SENDER, id: 2, returnPathDomain: 'other.shop.example' });
      expect(statuses(await domains.describe(sender))).toMatchObject({ return_path: 'ok' });
    });
  });

  describe('says whether SPF and DKIM count for what readers see', () => {
    const with_ = (returnPathDomain: string | null) => ({ ...SENDER, returnPathDomain });
    const codes = ({ warnings }: SenderDomain) => warnings.map(({ code }) => code);

    it('SPF does when returned mail goes to the domain itself, or to another of the organisation', async () => {
      expect((await domains.describe(with_(null))).alignment).toMatchObject({
        spf: { status: 'aligned' },
        dkim: { status: 'unknown' },
      });
      dns.publish(await domains.describe(with_('bounce.shop.example')));
      const checked = await domains.check(with_('bounce.shop.example'));
      expect(checked).toMatchObject({
        alignment: { spf: { status: 'aligned' }, dkim: { status: 'aligned' } },
        warnings: [],
      });
      expect((await domains.describe(with_('bounce.shop.example'))).alignment).toEqual(checked.alignment);
      dns.records.set('_dmarc.shop.example', ['v=DMARC1; p=reject; aspf=s; adkim=s']);
      expect(await domains.check(with_('bounce.shop.example'))).toMatchObject({
        ...{ verified: true, warnings: [{ code: 'spf.unaligned' }] },
        alignment: {
          spf: { status: 'unaligned', message: expect.stringContaining('aspf=s') },
          dkim: { status: 'aligned' },
        },
      });
    });

    it('a stranger\u2019s return path does not, which leaves DKIM; without that the domain is not verified', async () => {
      const sender = with_('bounces.provider.example');
      dns.publish(await domains.describe(sender), 'spf', 'spf_return_path', 'dmarc');
      const neither = await domains.check(sender);
      expect([neither.verified, codes(neither)]).toEqual([false, ['dmarc.unaligned']]);
      dns.publish(neither, 'dkim');
      const signed = await domains.check(sender);
      expect([signed.verified, codes(signed)]).toEqual([true, ['spf.unaligned']]);
      expect(codes(await domains.describe(sender))).toEqual(['spf.unaligned']);
    });

    it('what is known stays while no name server answers', async () => {
      const sender = with_('bounces.provider.example');
      dns.publish(await domains.describe(sender));
      await domains.check(sender);
      dns.isDown = true;
      expect((await domains.check(sender)).alignment.spf.status).toBe('unaligned');
    });

    it('a provider decides itself, and the built-in mailbox sends nothing', async () => {
      const ses = { ...with_('bounces.provider.example'), transport: { type: 'ses', settings: {} } };
      expect(await domains.check(ses)).toMatchObject({
        alignment: { spf: { status: 'unknown' }, dkim: { status: 'unknown' } },
        warnings: [],
      });
      const mailgun = { ...ses, transport: { type: 'mailgun', settings: {} } };
      expect((await domains.check(mailgun)).alignment).toMatchObject({
        spf: { status: 'unknown' },
        dkim: { status: 'unaligned' },
      });
      const kept = { ...with_('bounces.provider.example'), transport: { type: 'mailbox', settings: {} } };
      expect((await domains.check(kept)).warnings).toEqual([]);
    });
  });

  it('proposes nothing that leads to a name of the own network, and says what to do', async () => {
    const settings = new OrganisationSettings(
      database.db,
      clock,
      new AuditLog(clock),
      new TopicsService(database.db, new NoNames()),
    );
    const local = { publicUrl: 'http://localhost:3000' };
    const here = new SenderDomains(database.db, clock, dns, settings, seal, local);
    const sender = { ...SENDER, returnPathDomain: 'bounce.shop.example' };
    const { records, warnings } = await here.check(sender);
    expect(records.at(-1)).toMatchObject({ purpose: 'return_path', value: null, alternatives: [], status: 'missing' });
    expect(records.at(-1)?.message).toMatch(/PUBLIC_URL/);
    expect(warnings[0]).toMatchObject({ code: 'public_url.not_public', message: expect.stringContaining('localhost') });
    dns.exchangers.set('bounce.shop.example', ['mail.shop.example']);
    expect((await here.check(sender)).records.at(-1)).toMatchObject({ status: 'ok' });
  });

  needs('/usr/lib/python3/dist-packages/dkim')('has a record', () => {
    it('by which an independent verifier finds the signature good', async () => {
      const { records } = await domains.describe(SENDER);
      dns.publish(await domains.describe(SENDER));
      await domains.check(SENDER);
      const key = await domains.signingKey(SENDER);
      const signed = await signMail(Buffer.from('From: hello@shop.example\r\n\r\nHello\r\n'), key!, clock.now());
      const verify = spawnSync('/usr/bin/python3', ['test/dkim/verify-dkim.py', records[0]!.value ?? ''], {
        input: signed,
      });
      expect(verify.status).toBe(0);
    });
  });
});

describe('what a record says', () => {
  it.each([
    [[], 'missing'],
    [['v=DKIM1; k=rsa; p=AB C'], 'ok'],
    [['p=ABC'], 'ok'],
    [['v=DKIM1; p=XYZ'], 'wrong'],
    [['v=DKIM1; p='], 'wrong'],
    [['v=DKIM1; p=ABC', 'v=DKIM1; p=XYZ'], 'wrong'],
  ])('DKIM %j is %s', (found, status) => {
    expect(judgeDkim(found, 'ABC').status).toBe(status);
  });

  it.each([
    [[], 'missing'],
    [['v=spf10 -all'], 'missing'],
    [['v=spf1 mx -all'], 'ok'],
    [['v=spf1'], 'ok'],
    [['v=spf1 mx -all', 'V=SPF1 a ~all'], 'wrong'],
    [['v=spf1 +all'], 'wrong'],
    [['v=spf1 mx all'], 'wrong'],
  ])('SPF %j is %s', (found, status) => {
    expect(judgeSpf(found).status).toBe(status);
  });

  it.each([
    [[], 'missing'],
    [['v=DMARC1; p=none'], 'ok'],
    [['v=DMARC1; p=quarantine; pct=10; t=y'], 'ok'],
    [['v=DMARC1'], 'wrong'],
    [['v=DMARC1; p=maybe'], 'wrong'],
    [['v=DMARC1; p=none', 'v=DMARC1; p=reject'], 'wrong'],
  ])('DMARC %j is %s', (found, status) => {
    expect(judgeDmarc(found).status).toBe(status);
  });

  it('is looked for at the domain and above, at most eight labels', () => {
    expect(dmarcNames('a.b.example')).toEqual(['_dmarc.a.b.example', '_dmarc.b.example', '_dmarc.example']);
    expect(dmarcNames('1.2.3.4.5.6.7.8.9.example')).toHaveLength(8);
  });
});
