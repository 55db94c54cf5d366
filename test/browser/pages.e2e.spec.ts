import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { RECIPES } from '#libs/recipes';
import { LaunchedTidings } from '../setup/launched-tidings.js';
import { needs } from '../setup/needs.js';
import { makeDataFolder } from '../support/data-folder.js';
import { freePort } from '../support/mail-sink.js';
import { openBrowser, WatchedPage } from './browser.js';
import { faultOfWords, FormOnPage, FORMS } from './forms.js';
import { COLOUR_RULES, findBarriers, settled, sidewaysBy } from './judge-page.js';
import { writeLongNames } from './long-names.js';

const EMAIL = 'olivia@shop.example';
const PASSWORD = 'four words in a row';
const KEY = 'pages-0123456789-0123456789-0123456789';
const CLI = 'dist/apps/launcher/src/cli.js';

/** What stands there before anything was done. */
const EMPTY = [
  ...['/', '/audience', '/audience/new', '/imports/new', '/segments', '/segments/new', '/templates', '/templates/new'],
  ...['/campaigns', '/campaigns/new', '/automations', '/automations/new', '/sales', '/sales?view=done', '/mailbox'],
  ...['/automations/recipes', '/automations/recipes/abandoned-cart'],
  '/transactional',
  ...['/settings', '/settings/fields', '/settings/keys', '/settings/people', '/settings/senders'],
  ...['/settings/tags', '/settings/topics', '/settings/returned-mail', '/settings/currencies'],
  ...['/settings/webhooks', '/settings/audiences'],
];

/** What there is with the demo business loaded; ids are those of its first documents. */
const FULL = [
  ...['/', '/audience', '/audience?search=nobody', '/audience/new', '/audience/1', '/audience/1/edit'],
  '/audience/1/merge?with=2',
  ...['/imports/new', '/imports/1', '/segments', '/segments/new', '/segments/1', '/segments/8/edit'],
  ...['/templates', '/templates/new', '/templates/1', '/campaigns', '/campaigns/new', '/campaigns/1', '/campaigns/2'],
  ...['/campaigns/1?why=1', '/campaigns/2/edit', '/automations', '/automations/new', '/automations/1'],
  ...['/automations/recipes', '/automations/recipes/page-follow-up', '/automations/recipes/abandoned-cart'],
  ...['/automations/1?view=people', '/automations/1?view=json', '/sales', '/sales?view=done', '/mailbox'],
  ...['/mailbox/1', '/transactional', '/transactional?search=nobody', '/settings'],
  ...['/settings/account', '/settings/fields', '/settings/keys', '/settings/people', '/settings/senders'],
  ...[
    '/settings/tags',
    '/settings/topics',
    '/settings/returned-mail',
    '/settings/currencies',
    '/settings/webhooks',
    '/settings/audiences',
    '/help',
    '/help/segments',
    '/nowhere',
  ],
];

/** Things that are gone, or never were. */
const GONE = [
  '/audience',
  '/segments',
  '/templates',
  '/campaigns',
  '/automations',
  '/mailbox',
  '/imports',
  '/transactional',
].map((list) => `${list}/987654321`);

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

type Size = (typeof SIZES)[number];

function nameOf(at: string, { width }: Size, colorScheme: string): string {
  const name = at === '/' ? 'home' : at.slice(1).replaceAll(/\W+/g, '-').slice(0, 60);
  return `${name}-${String(width)}-${colorScheme}`;
}

needs('chromium')('every page', () => {
  let dataDir: string;
  let port: number;
  let tidings: LaunchedTidings;
  let browser: Browser;
  let baseURL: string;
  let storage: Awaited<ReturnType<WatchedPage['context']['storageState']>>;

  beforeAll(async () => {
    dataDir = makeDataFolder('pages');
    port = await freePort();
    baseURL = `http://localhost:${String(port)}`;
    const env = { TIDINGS_ADMIN_EMAIL: EMAIL, TIDINGS_ADMIN_PASSWORD: PASSWORD, TIDINGS_API_KEY: KEY };
    tidings = new LaunchedTidings({ dataDir, port, env });
    [browser] = await Promise.all([openBrowser(), tidings.ready()]);
    const { context, page } = await WatchedPage.open(browser, { baseURL });
    await page.goto('/');
    await page.getByLabel('Email address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: /^Hello/ }).waitFor();
    storage = await context.storageState();
    await context.close();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await tidings.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  const open = (size: Partial<Size> = {}): Promise<WatchedPage> =>
    WatchedPage.open(browser, { baseURL, storageState: storage, reducedMotion: 'reduce', ...size });

  async function post(route: string, body: object): Promise<{ id: number }> {
    const answer = await fetch(`${baseURL}/api/v1${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${route}: ${await answer.text()}`);
    return (await answer.json()) as { id: number };
  }

  /** Goes through the pages at one width, in light and dark; says all that is wrong with them. */
  async function judge(size: Size, pages: readonly string[], folder: string, mayRefuse: boolean): Promise<string[]> {
    const watched = await open(size);
    const { page } = watched;
    const problems: string[] = [];
    for (const at of pages) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(at);
      await settled(page);
      const place = `${at} at ${String(size.width)} px`;
      const overflow = await sidewaysBy(page);
      if (overflow > 0) problems.push(`${place}: scrolls sideways by ${String(overflow)} px`);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await watched.picture(nameOf(at, size, colorScheme), { fullPage: true, folder: `screens/${folder}` });
        const barriers = await findBarriers(page, colorScheme === 'dark' ? COLOUR_RULES : undefined);
        problems.push(...barriers.map((barrier) => `${place}, ${colorScheme}: ${barrier}`));
      }
      const failed = [...watched.faults.splice(0), ...(mayRefuse ? [] : watched.refusals.splice(0))];
      problems.push(...failed.map((fault) => `${place}: ${fault}`));
    }
    await watched.context.close();
    return problems;
  }

  function everywhere(name: string, pages: () => readonly string[], folder: string, mayRefuse = false): void {
    it(`${name}, wide and narrow, light and dark`, async () => {
      const found = await Promise.all(SIZES.map((size) => judge(size, pages(), folder, mayRefuse)));
      expect(found.flat()).toEqual([]);
    }, 360_000);
  }

  everywhere('is whole while there is nothing to show', () => EMPTY, 'empty');

  it('that makes or changes something leads whoever may only look to the page above it', async () => {
    const invited = await post('/users', { name: 'Vera', email: 'vera@shop.example', role: 'viewer' });
    const { context, page, faults, refusals } = await WatchedPage.open(browser, { baseURL });
    await page.goto((invited as { id: number; link: string }).link);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Password once more').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.getByRole('heading', { name: /^Hello/ }).waitFor();
    refusals.splice(0);
    const led: Record<string, string> = {};
    for (const at of [
      '/automations/new',
      '/campaigns/new',
      '/segments/new',
      '/templates/new',
      '/audience/new',
      '/imports/new',
      '/audience/7/edit',
    ]) {
      await page.goto(at);
      await settled(page);
      led[at] = new URL(page.url()).pathname;
    }
    expect(led).toEqual({
      '/automations/new': '/automations',
      '/campaigns/new': '/campaigns',
      '/segments/new': '/segments',
      '/templates/new': '/templates',
      '/audience/new': '/audience',
      '/imports/new': '/audience',
      '/audience/7/edit': '/audience/7',
    });
    expect(faults).toEqual([]);
    await context.close();
  }, 60_000);

  describe('with the demo business', () => {
    let long: string[];

    beforeAll(async () => {
      const env = { ...process.env, NODE_OPTIONS: '', TIDINGS_DATA_DIR: dataDir, PORT: String(port) };
      await promisify(execFile)(process.execPath, [CLI, 'demo'], { env });
      await tellsOfAlert();
    }, 120_000);

    /** A visitor of the demo is worth a call within seconds. */
    async function tellsOfAlert(): Promise<void> {
      const watched = await open();
      await watched.page.goto('/sales');
      await watched.page.getByRole('button', { name: 'I take it' }).first().waitFor();
      await watched.context.close();
    }

    everywhere('is whole', () => FULL, 'full');
    everywhere('says what is gone', () => GONE, 'gone', true);

    it.each(RECIPES.map(({ key, name }) => [key, name]))(
      'makes a draft of the recipe %s at one click, and it may run',
      async (key) => {
        const { context, page, faults } = await open();
        await page.goto(`/automations/recipes/${key}`);
        await page.getByRole('button', { name: 'Make the draft' }).click();
        await page.waitForURL(/\/automations\/\d+$/);
        const id = new URL(page.url()).pathname.split('/').at(-1);
        await page.getByRole('button', { name: 'Publish' }).waitFor();
        expect(faults).toEqual([]);
        await context.close();
        const live = await post(`/automations/${String(id)}/publish`, {});
        expect(live).toMatchObject({ status: 'live' });
      },
      60_000,
    );

    it('is judged by a judge that sees', async () => {
      const { context, page } = await open();
      await page.goto('/');
      await settled(page);
      await page.evaluate(`document.body.insertAdjacentHTML(
        'beforeend', '<img src="/favicon.svg"><button></button><div style="width:3000px">wide</div>')`);
      const barriers = (await findBarriers(page)).map((barrier) => barrier.split(' ', 1)[0]);
      expect(barriers).toEqual(expect.arrayContaining(['image-alt', 'button-name']));
      expect(await sidewaysBy(page)).toBeGreaterThan(0);
      await context.close();
    });

    it('can be reached and left by keyboard alone', async () => {
      const { context, page } = await open();
      await page.goto('/');
      await settled(page);
      await skipsToTheContent(page);
      await page.keyboard.press('Control+K');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('Weekly le');
      await page.getByRole('button', { name: /Weekly letter/ }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Weekly letter' }).waitFor();
      await page.getByRole('link', { name: 'Home' }).focus();
      for (const keys of ['?', 'Control+K']) {
        await page.keyboard.press(keys);
        await page.getByRole('dialog').waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      await page.keyboard.press('g');
      await page.keyboard.press('s');
      await page.getByRole('heading', { level: 1, name: 'Segments' }).waitFor();
      await context.close();
    }, 60_000);

    describe.each(FORMS)('the form $action at $at', (form) => {
      it('takes nothing, nonsense and 10,000 letters with grace', async () => {
        const watched = await open();
        watched.page.on('dialog', (dialog) => void dialog.accept());
        expect(await troubleWith(watched.page, form)).toEqual([]);
        expect(watched.faults).toEqual([]);
        await watched.context.close();
      }, 60_000);
    });

    describe('and names as long as they can be', () => {
      beforeAll(async () => {
        long = await writeLongNames(post);
      }, 60_000);

      const lists = ['/', '/audience', '/segments', '/templates', '/campaigns', '/campaigns/new', '/automations'];
      const settings = ['people', 'senders', 'topics', 'fields', 'tags', 'keys'].map((part) => `/settings/${part}`);
      everywhere('stays in shape', () => [...lists, ...settings, ...long], 'long');
    });
  });
});

/** The first stop of the Tab key leads past the navigation, and can be seen. */
async function skipsToTheContent(page: Page): Promise<void> {
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  expect(await page.evaluate('document.activeElement.getBoundingClientRect().top')).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(`document.activeElement.closest('main') !== null`)).toBe(true);
  expect(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid');
}

/** Sends the form untouched, with 10,000 letters and with nonsense; says what a person would complain of. */
async function troubleWith(page: Page, form: (typeof FORMS)[number]): Promise<string[]> {
  const troubles: string[] = [];
  const note = (when: string, words: readonly string[]): void => {
    for (const each of words.map(faultOfWords)) if (each !== undefined) troubles.push(`${when}: ${each}`);
  };
  let shown = await FormOnPage.open(page, form);
  await shown.send();
  if (form.untouched === 'refused') note('untouched', await shown.refusals());
  else if ((await shown.answered()) === 'refused') troubles.push('untouched: refused');
  if (form.untouched === 'taken') shown = await FormOnPage.open(page, form);

  const typed = await shown.fill('x'.repeat(10_000));
  await shown.send();
  note('10,000 letters', await shown.refusals());
  if ((await shown.values()).join() !== typed.join()) troubles.push('10,000 letters: what was typed is lost');

  const nonsense = await shown.fill(`‮<script>alert(1)</script> {{#if}} '; ÿ 😀`);
  await shown.send();
  if ((await shown.answered()) === 'taken') return troubles;
  note('nonsense', await shown.refusals());
  if ((await shown.values()).join() !== nonsense.join()) troubles.push('nonsense: what was typed is lost');
  return troubles;
}
