import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { needs } from '../setup/needs.js';
import { Installation } from '../support/installation.js';
import { openBrowser, WatchedPage } from './browser.js';
import { findBarriers, settled, sidewaysBy } from './judge-page.js';

const EMAIL = 'mia@shop.example';
const PASSWORD = 'four words in a row';
const PHONE = { width: 390, height: 844 };
/** Narrower than any row of tabs. */
const SMALL_PHONE = { width: 320, height: 640 };

/** Longer than a card is wide, without a hyphen at which any text may go on in the next line. */
const ADDRESS = 'maximiliane.mustermann@blumenversandhandel.example';

const CAME_BACK = `
  WITH suppressed AS (
    INSERT INTO suppressions (email, reason) VALUES ($1, 'hard_bounce')
  )
  INSERT INTO returned_mails (fingerprint, received_at, source, kind, address)
  VALUES ('not ours', now(), 'smtp', 'unknown', $1)`;

/** The letters after which the address goes on in the next line, wherever the page shows it. */
const LINE_ENDS = `[...document.querySelectorAll('li')].filter((card) => card.textContent.includes('${ADDRESS}'))
  .map((card) => {
    const letters = [];
    const texts = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (let at = 0; at < texts.currentNode.length; at++) {
        const range = document.createRange();
        range.setStart(texts.currentNode, at);
        range.setEnd(texts.currentNode, at + 1);
        letters.push({ letter: range.toString(), top: range.getBoundingClientRect().top });
      }
    }
    const start = letters.map(({ letter }) => letter).join('').indexOf('${ADDRESS}');
    const own = letters.slice(start, start + ${String(ADDRESS.length)});
    return own.filter(({ top }, at) => at + 1 < own.length && own[at + 1].top > top + 4).map(({ letter }) => letter);
  })`;

/** What has the focus, and whether neither bar covers any of it. */
const FOCUSED = `(() => {
  const field = document.activeElement;
  const { top, bottom } = field.getBoundingClientRect();
  const bars = [...document.querySelectorAll('header, footer')].map((bar) => bar.getBoundingClientRect());
  const clear = bars.every((bar) => bar.height === 0 || bottom <= bar.top || top >= bar.bottom);
  return [field.labels?.[0]?.textContent ?? field.textContent, clear];
})()`;

/** Of the row of tabs: whether it is one line, longer than its place, and whether the chosen tab is in sight. */
const TAB_ROW = `(() => {
  const tabs = [...document.querySelectorAll('[role=tab]')];
  const chosen = document.querySelector('[role=tab][aria-selected=true]').getBoundingClientRect();
  const row = document.querySelector('[role=tablist]').parentElement;
  return {
    lines: new Set(tabs.map((tab) => tab.getBoundingClientRect().top)).size,
    scrolls: row.scrollWidth > row.clientWidth,
    inSight: chosen.left >= 0 && chosen.right <= innerWidth,
  };
})()`;

needs('chromium')('on a phone', () => {
  let installation: Installation;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  const pages = { automation: '', segment: '' };

  beforeAll(async () => {
    installation = await Installation.start({ TIDINGS_ADMIN_EMAIL: EMAIL, TIDINGS_ADMIN_PASSWORD: PASSWORD }, 0);
    const post = async (route: string, body: object): Promise<string> =>
      String((await installation.call<{ id: number }>('POST', route, body)).id);
    await installation.database.db.execute(CAME_BACK, [ADDRESS]);
    const steps = { mark: { type: 'add_tag', tag: 'marked', next: null } };
    const triggers = [{ type: 'page_viewed', path: '/roses' }];
    pages.automation = `/automations/${await post('/automations', { name: 'Roses', triggers, start: 'mark', steps })}`;
    const condition = { type: 'field', field: 'company', op: 'is', value: 'Roses' };
    pages.segment = `/segments/${await post('/segments', { name: 'Roses', condition })}`;
    browser = await openBrowser();
    watched = await WatchedPage.open(browser, { baseURL: installation.url, reducedMotion: 'reduce', ...PHONE });
    page = watched.page;
    await page.goto('/');
    await page.getByLabel('Email address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: /^Hello/ }).waitFor();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await installation.stop();
  }, 60_000);

  it('lets long addresses go on in the next line after @ or a dot alone', async () => {
    await page.goto('/settings/returned-mail');
    await page.getByText(ADDRESS).first().waitFor();
    await settled(page);
    const ends = await page.evaluate<string[][]>(LINE_ENDS);
    expect(ends).toHaveLength(2);
    for (const card of ends) expect(card.join('')).toMatch(/^[@.]+$/);
    await page.getByText(ADDRESS).last().selectText();
    expect(await page.evaluate('getSelection().toString()')).toBe(ADDRESS);
    expect(await sidewaysBy(page)).toBe(0);
    await watched.picture('long-addresses', { fullPage: true });
  }, 60_000);

  it('keeps what the keyboard comes to clear of the bars', async () => {
    await page.goto('/settings');
    await page.getByLabel('Postal address').focus();
    await settled(page);
    const hidden: string[] = [];
    for (let field = ''; field !== 'Judge again';) {
      await page.keyboard.press('Tab');
      const [name, clear] = await page.evaluate<[string, boolean]>(FOCUSED);
      if (!clear) hidden.push(name);
      field = name;
    }
    expect(hidden).toEqual([]);
  }, 60_000);

  describe.each([
    ['automation', 'Steps', 'JSON'],
    ['segment', 'Members', /^Used by/],
  ] as const)('the tabs of a page about one %s', (kind, first, last) => {
    const tab = (name: string | RegExp) => page.getByRole('tab', { name, exact: true });

    it('stand in one line', async () => {
      await page.setViewportSize(PHONE);
      await page.goto(pages[kind]);
      await tab(first).waitFor();
      await settled(page);
      expect(await page.evaluate(TAB_ROW)).toMatchObject({ lines: 1, inSight: true });
      expect(await sidewaysBy(page)).toBe(0);
    }, 60_000);

    it('bring the chosen one in sight, by keyboard and when the page is loaded anew', async () => {
      await page.setViewportSize(SMALL_PHONE);
      await page.goto(pages[kind]);
      await tab(first).focus();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.getByRole('tab', { name: last, selected: true }).waitFor();
      expect(await page.evaluate(TAB_ROW)).toEqual({ lines: 1, scrolls: true, inSight: true });
      await page.reload();
      await page.getByRole('tab', { name: last, selected: true }).waitFor();
      await settled(page);
      expect(await page.evaluate(TAB_ROW)).toEqual({ lines: 1, scrolls: true, inSight: true });
      expect(await findBarriers(page)).toEqual([]);
      expect(watched.faults).toEqual([]);
    }, 60_000);
  });
});
