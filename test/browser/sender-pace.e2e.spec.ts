import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { needs } from '../setup/needs.js';
import { Installation } from '../support/installation.js';
import { openBrowser, WatchedPage } from './browser.js';
import { findBarriers, settled, sidewaysBy } from './judge-page.js';

const EMAIL = 'mia@shop.example';
const PASSWORD = 'four words in a row';

// As the worker writes it when Gmail has asked for patience.
const ASKED = `
  INSERT INTO throttle_slow_downs
    (sender_id, domain, full_rate, rate, paused_until, since, changed_at, code, response)
  VALUES ($1, 'gmail', 20, 10, now() + interval '2 minutes', now(), now(), '421 4.7.28',
    '421-4.7.28 Our system has detected an unusual rate of unsolicited mail')`;

needs('chromium')('limits and pace in the web app', () => {
  let installation: Installation;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  let sender: number;

  beforeAll(async () => {
    installation = await Installation.start({ TIDINGS_ADMIN_EMAIL: EMAIL, TIDINGS_ADMIN_PASSWORD: PASSWORD }, 0);
    const made = await installation.call<{ id: number }>('POST', '/senders', { name: 'Shop', email: 'a@shop.example' });
    sender = made.id;
    await installation.database.db.execute(ASKED, [sender]);
    browser = await openBrowser();
    watched = await WatchedPage.open(browser, { baseURL: installation.url, reducedMotion: 'reduce' });
    page = watched.page;
    await page.goto('/settings/senders');
    await page.getByLabel('Email address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Actions for Shop' }).waitFor();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await installation.stop();
  }, 60_000);

  const drawer = () => page.getByRole('dialog', { name: 'Limits and pace of Shop' });
  const limits = async () => (await installation.call<{ limits: object }>('GET', `/senders/${String(sender)}`)).limits;

  it('is opened and closed by keyboard, and its address opens it again', async () => {
    await page.getByRole('button', { name: 'Actions for Shop' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Limits and pace' }).focus();
    await page.keyboard.press('Enter');
    await drawer().getByText('Mails leave again').waitFor();
    expect(new URL(page.url()).search).toBe(`?pace=${String(sender)}`);
    await page.keyboard.press('Escape');
    await drawer().waitFor({ state: 'detached' });
    await page.goto(`/settings/senders?pace=${String(sender)}`);
    await drawer().getByText('unusual rate of unsolicited mail').waitFor();
  }, 60_000);

  it('can be read by everybody, on a phone and in the dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [width, height] of [
        [1440, 900],
        [390, 844],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        await drawer().getByRole('button', { name: 'Save the limits' }).waitFor();
        await settled(page);
        expect(await findBarriers(page)).toEqual([]);
        expect(await sidewaysBy(page)).toBe(0);
        await watched.picture(`sender-pace-${String(width)}-${colorScheme}`);
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }, 60_000);

  it('shows at its field what is wrong, and saves what is right', async () => {
    await drawer().getByLabel('Most mails').first().fill('500');
    await drawer().getByLabel('in any').first().click();
    await page.getByRole('option', { name: 'hour' }).click();
    for (const domain of ['gmail', 'googlemail.com']) {
      await drawer().getByRole('button', { name: 'Add a domain' }).click();
      await drawer().getByLabel('Domain or provider').last().fill(domain);
      await drawer().getByLabel('Most mails').last().fill('20');
      await page.keyboard.press('Tab');
    }
    const save = drawer().getByRole('button', { name: 'Save the limits' });
    await save.click();
    const wrong = drawer().locator('input[aria-invalid="true"]');
    await wrong.waitFor();
    expect(await wrong.inputValue()).toBe('googlemail.com');
    await drawer()
      .getByText(/is limited already/i)
      .waitFor();
    expect(await limits()).toMatchObject({ rate: null, domains: [] });
    await wrong.fill('slow.example');
    await drawer()
      .getByLabel(/warm-up/)
      .check();
    await drawer()
      .getByLabel(/Hold marketing mail/)
      .check();
    await drawer().getByLabel('Mails on the first day').fill('');
    await save.click();
    await drawer().getByText('A whole number from 1 to 1,000,000.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await watched.picture('sender-pace-form');
    await drawer().getByLabel('Mails on the first day').fill('80');
    await save.click();
    await page.getByText('The limits of Shop were saved').waitFor();
    expect(await limits()).toMatchObject({
      rate: { max: 500, per: 'hour' },
      domains: [{ domain: 'gmail' }, { domain: 'slow.example' }],
      ...{ warm_up: { first_day: 80, growth_percent: 40 }, health: { complaints_percent: 0.3, days: 7 } },
    });
  }, 60_000);

  it('lifts a slow-down after asking', async () => {
    await drawer().getByRole('button', { name: 'Lift the slow-down of Gmail' }).click();
    await page
      .getByRole('dialog', { name: /at the full rate again/ })
      .getByRole('button', { name: 'Lift' })
      .click();
    await drawer().getByText('Nobody has asked for patience.').waitFor();
    const pace = await installation.call('GET', `/senders/${String(sender)}/pace`);
    expect(pace).toMatchObject({ slow_downs: [] });
    expect(watched.faults).toEqual([]);
  }, 60_000);
});
