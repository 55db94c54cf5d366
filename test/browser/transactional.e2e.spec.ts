import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { needs } from '../setup/needs.js';
import { eventually, Installation } from '../support/installation.js';
import { startMailSink, type MailSink } from '../support/mail-sink.js';
import { openBrowser, WatchedPage } from './browser.js';
import { COLOUR_RULES, findBarriers, settled, sidewaysBy } from './judge-page.js';

const EMAIL = 'mia@shop.example';
const PASSWORD = 'four words in a row';
const PICTURE = 'https://pictures.example/logo.png';
const HTML = `<!doctype html><html><head><title>Receipt</title></head><body style="font-family: sans-serif">
  <img src="${PICTURE}" alt="Shop" width="120" height="40"><h1>Thank you, {{default contact.first_name "friend"}}</h1>
  <p>Your order {{event.order}} over {{event.total}} is on its way.</p>
  <script>parent.document.title = 'taken over'</script></body></html>`;

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

needs('chromium')('transactional mails in the web app', () => {
  let sink: MailSink;
  let installation: Installation;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  let pictures = 0;

  beforeAll(async () => {
    sink = await startMailSink();
    const env = { TIDINGS_ADMIN_EMAIL: EMAIL, TIDINGS_ADMIN_PASSWORD: PASSWORD, SMTP_URL: sink.url };
    installation = await Installation.start(env, 1);
    browser = await openBrowser();
    watched = await WatchedPage.open(browser, { baseURL: installation.url, reducedMotion: 'reduce' });
    page = watched.page;
    await page.route('https://pictures.example/**', async (route) => {
      pictures += 1;
      await route.fulfill({ contentType: 'image/png', body: '' });
    });
    await page.goto('/transactional');
    await page.getByLabel('Email address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Transactional' }).waitFor();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await installation.stop();
    await sink.stop();
  }, 60_000);

  /** Looks at the page as it is, wide and narrow, light and dark. */
  async function judge(name: string): Promise<void> {
    const problems: string[] = [];
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: 'light' });
      await settled(page);
      problems.push(...(await findBarriers(page)));
      if ((await sidewaysBy(page)) > 0) problems.push(`scrolls sideways at ${String(size.width)} px`);
      await watched.picture(`transactional-${name}-${String(size.width)}-light`, { fullPage: true });
      await page.emulateMedia({ colorScheme: 'dark' });
      problems.push(...(await findBarriers(page, COLOUR_RULES)));
      await watched.picture(`transactional-${name}-${String(size.width)}-dark`, { fullPage: true });
    }
    await page.setViewportSize(SIZES[0]);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(problems).toEqual([]);
    expect(watched.faults).toEqual([]);
  }

  it('say to a newcomer how a program sends one', async () => {
    await page.getByText('-H "Idempotency-Key: order-1001"').waitFor();
    await judge('empty');
    await page.getByRole('link', { name: 'Read how it works' }).click();
    await page.getByRole('heading', { level: 2, name: 'Transactional mail' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Make an API key' }).click();
    await page.getByRole('heading', { level: 1, name: 'API keys' }).waitFor();
  }, 60_000);

  it('appear in the list as they leave, and are found by address and state', async () => {
    await installation.call('POST', '/senders', { name: 'Shop', email: 'orders@shop.example' });
    const { id } = await installation.call<{ id: number }>('POST', '/templates', {
      ...{ name: 'Receipt', subject: 'Your order {{event.order}}', html: HTML },
    });
    await installation.call('POST', '/contacts', { email: 'ada@reader.example', first_name: 'Ada' });
    sink.refusals.set('gone@reader.example', '550 5.7.1 not today');
    for (const [index, to] of ['ada', 'bo', 'gone'].entries()) {
      const data = { order: `A-${String(index + 1)}`, total: '12.50 €' };
      await installation.call('POST', '/messages', { to: `${to}@reader.example`, template_id: id, data });
    }
    await page.goto('/transactional');
    const rows = () => page.getByRole('row').filter({ hasText: '@reader.example' });
    await rows().filter({ hasText: 'Failed' }).waitFor();
    await rows().filter({ hasText: 'Sent' }).nth(1).waitFor();
    expect(await rows().count()).toBe(3);
    expect(await rows().filter({ hasText: 'ada@' }).innerText()).toContain('Receipt');
    await judge('list');
    await page.getByLabel('Address, or how it begins').fill('bo@r');
    // The list of before stays while the next one comes.
    await page.waitForURL(/search=bo/);
    const shown = (): Promise<string[]> => rows().allInnerTexts();
    await eventually(shown, (texts) => texts.length === 1 && texts[0]!.includes('bo@reader.example'), {
      withinMs: 20_000,
    });
    await page.goto('/transactional?status=failed');
    await rows().waitFor();
    expect(await rows().innerText()).toContain('gone@reader.example');
  }, 60_000);

  it('show the copy that was kept, which can do and tell nothing', async () => {
    await installation.call('POST', '/contacts', { email: 'ada@reader.example', first_name: 'Somebody else' });
    await page.goto('/transactional?search=ada');
    await page.getByRole('link', { name: 'ada@reader.example' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your order A-1' }).waitFor();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Thank you, Ada' }).waitFor();
    await page.getByText('It was sent', { exact: true }).waitFor();
    expect(await page.title()).toContain('Your order A-1');
    expect(pictures).toBe(0);
    // What the mail tries, and the browser says that it may not.
    watched.faults.splice(0);
    await judge('mail');
    expect(pictures).toBe(0);
    await Promise.all([
      page.waitForResponse(PICTURE),
      page.getByRole('switch', { name: 'Load pictures from other servers' }).click(),
    ]);
    expect(pictures).toBe(1);
    watched.faults.splice(0);
  }, 60_000);

  it('show text, headers and what was given, and give the mail as a file', async () => {
    await page.getByRole('tab', { name: 'Text' }).click();
    await page.getByText('Your order A-1 over 12.50 € is on its way.').waitFor();
    await page.getByRole('tab', { name: 'Headers' }).click();
    await page.getByRole('cell', { name: 'Message-ID', exact: true }).waitFor();
    await judge('headers');
    await page.getByRole('tab', { name: 'Data' }).click();
    await page.getByText('"order": "A-1"').waitFor();
    await judge('data');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the mail' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^message-\d+\.eml$/);
    const file = readFileSync(await download.path(), 'latin1');
    expect(file).toBe(sink.mails.find(({ to }) => to === 'ada@reader.example')?.raw);
  }, 60_000);

  it('say why there is no copy once its time is over, which is set in the settings', async () => {
    await page.goto('/settings');
    const field = page.getByLabel('Keep copies of transactional mails');
    await field.fill('');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Enter a whole number from 0 to 3,650.').waitFor();
    await field.fill('0');
    const hold = page.getByLabel('Opens and clicks wait before an automation hears of them');
    await hold.fill('90');
    await page.getByLabel('Mails in a row').fill('4');
    await judge('settings');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('The settings were saved').waitFor();
    expect(await installation.call('GET', '/settings')).toMatchObject({
      ...{ message_copy_days: 0, engagement_hold: '90s', soft_bounces: { count: 4, days: 7 } },
    });
    await page.goto('/transactional?search=ada');
    await page.getByRole('link', { name: 'ada@reader.example' }).click();
    await page.getByText('Copies of mails are turned off').waitFor();
    expect(await page.getByRole('link', { name: 'Download the mail' }).count()).toBe(0);
    await judge('without-copy');
  }, 60_000);

  it('say of one that was left out that it was, and show nothing of one that was erased', async () => {
    await installation.call('PATCH', '/settings', { message_copy_days: 30 });
    type Listed = { data: { id: number; contact_id: number; template_id: number }[] };
    const [bo] = (await installation.call<Listed>('GET', '/messages?search=bo@')).data;
    await installation.call('POST', '/suppressions', { email: 'bo@reader.example', reason: 'manual' });
    const left = await installation.call<{ id: number }>('POST', '/messages', {
      ...{ to: 'bo@reader.example', template_id: bo!.template_id, data: { order: 'A-9' } },
    });
    await page.goto('/transactional?status=skipped');
    await page.getByRole('link', { name: 'bo@reader.example' }).waitFor();
    await page.goto(`/transactional/${String(left.id)}`);
    await page.getByText('It was left out, so there is nothing to keep a copy of.').waitFor();
    await installation.call('POST', `/contacts/${String(bo!.contact_id)}/erase`);
    await page.goto(`/transactional/${String(bo!.id)}`);
    await page.getByRole('heading', { level: 1, name: 'Erased mail' }).waitFor();
    expect(await page.getByRole('main').innerText()).not.toContain('{{');
  }, 60_000);

  it('are legible whoever is signed in', async () => {
    const erased = page.url();
    await page.goto('/settings/account');
    await page.getByLabel('Your name').fill('Wanda Walker');
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.getByText('Your name was saved').waitFor();
    await page.goto(erased);
    await page.getByText('Wanda Walker', { exact: true }).waitFor();
    await judge('erased');
  }, 60_000);
});
