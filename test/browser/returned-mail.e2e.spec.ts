import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { needs } from '../setup/needs.js';
import { Installation } from '../support/installation.js';
import { openBrowser, WatchedPage } from './browser.js';
import { findBarriers, settled } from './judge-page.js';

const EMAIL = 'mia@shop.example';
const PASSWORD = 'four words in a row';

// As the listener stores them: one is about a mail of ours, one about nobody's.
const CAME_BACK = `
  WITH mail AS (
    INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, sent_at)
    VALUES ($1, 'campaign', 1, '1', 'marketing', 'sent', now()) RETURNING id, contact_id
  )
  INSERT INTO returned_mails (fingerprint, received_at, source, kind, address, message_id, contact_id,
    effect, effect_address)
  SELECT 'ours', now(), 'smtp', 'hard', 'ines@shop.example', id, contact_id, 'blocked', 'old@shop.example' FROM mail
  UNION ALL SELECT 'erased', now(), 'smtp', 'hard', NULL, id, 999999, 'noted', NULL FROM mail
  UNION ALL SELECT 'not ours', now(), 'smtp', 'unknown', 'stranger@flood.example', NULL, NULL, NULL, NULL`;

needs('chromium')('returned mail in the web app', () => {
  let installation: Installation;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    installation = await Installation.start({ TIDINGS_ADMIN_EMAIL: EMAIL, TIDINGS_ADMIN_PASSWORD: PASSWORD }, 0);
    browser = await openBrowser();
    watched = await WatchedPage.open(browser, { baseURL: installation.url, reducedMotion: 'reduce' });
    page = watched.page;
    await page.goto('/settings/returned-mail');
    await page.getByLabel('Email address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('What came back').waitFor();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await installation.stop();
  }, 60_000);

  it('says to a newcomer what is missing, and leads to what explains it', async () => {
    await page.getByText('Nothing can come back yet').waitFor();
    await settled(page);
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add source' }).last().click();
    await page.getByRole('dialog', { name: 'Add a source of returned mail' }).waitFor();
    await page.keyboard.press('Escape');
    const links = page.getByRole('link', { name: 'Read how it works' });
    expect(await links.count()).toBe(3);
    await links.first().click();
    await page.getByRole('heading', { level: 2, name: 'Returned mail' }).waitFor();
  }, 60_000);

  it('is silent without worry once there is a way back', async () => {
    const settings = { host: 'imap.shop.example', username: 'mia', password: 'four words' };
    await installation.call('POST', '/returned-mail/sources', { type: 'imap', settings });
    await page.goto('/settings/returned-mail');
    await page.getByText('Nothing has come back yet').waitFor();
  }, 60_000);

  describe('of which some came back', () => {
    beforeAll(async () => {
      const made = await installation.call<{ id: number }>('POST', '/contacts', { email: 'ines@shop.example' });
      await installation.database.db.execute(CAME_BACK, [made.id]);
      await page.goto('/settings/returned-mail');
      await page.getByText('stranger@flood.example').waitFor();
    }, 60_000);

    const rows = () => page.getByRole('row');

    it('marks what is about no mail of ours, and only that', async () => {
      expect(await rows().filter({ hasText: 'stranger@flood.example' }).innerText()).toContain('Not ours');
      expect(await rows().filter({ hasText: 'ines@shop.example' }).innerText()).not.toContain('Not ours');
      await settled(page);
      expect(await findBarriers(page)).toEqual([]);
    }, 60_000);

    it('says what came of it, and for which address', async () => {
      const ours = await rows().filter({ hasText: 'ines@shop.example' }).innerText();
      expect(ours).toContain('The mail went to old@shop.example, which gets nothing any more.');
    });

    it('says of somebody who was erased that nothing of them is kept, and leads nowhere', async () => {
      const erased = rows().filter({ hasText: 'somebody who was erased' });
      expect(await erased.count()).toBe(1);
      expect(await erased.getByRole('link').count()).toBe(0);
    });

    it.each([
      ['About our mail', 'ines@shop.example', 'stranger@flood.example', 'matched=true'],
      ['Not about our mail', 'stranger@flood.example', 'ines@shop.example', 'matched=false'],
    ])(
      'shows, asked for "%s", these alone',
      async (choice, shown, hidden, search) => {
        await page.getByText(choice, { exact: true }).click();
        await page.getByText(hidden).waitFor({ state: 'detached' });
        expect(await page.getByText(shown).count()).toBe(1);
        expect(new URL(page.url()).search).toContain(search);
        expect(watched.faults).toEqual([]);
      },
      60_000,
    );
  });
});
