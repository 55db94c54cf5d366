import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { needs } from '../setup/needs.js';
import { Installation } from '../support/installation.js';
import { openBrowser, WatchedPage } from './browser.js';
import { tellStory } from './story.js';
import { findBarriers, settled, sidewaysBy } from './judge-page.js';

const EMAIL = 'mia@shop.example';
const PASSWORD = 'four words in a row';

interface Contact {
  readonly id: number;
  readonly email: string;
  readonly city: string | null;
  readonly tags: string[];
  readonly consents: Record<string, string>;
}

needs('chromium')('two contacts that are one person, in the web app', () => {
  let installation: Installation;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  let keep: Contact;
  let gone: Contact;

  const add = (contact: object): Promise<Contact> => installation.call<Contact>('POST', '/contacts', contact);
  const read = (id: number): Promise<Contact> => installation.call<Contact>('GET', `/contacts/${String(id)}`);

  beforeAll(async () => {
    installation = await Installation.start({ TIDINGS_ADMIN_EMAIL: EMAIL, TIDINGS_ADMIN_PASSWORD: PASSWORD }, 1);
    keep = await add({
      email: 'ines@shop.example',
      first_name: 'Ines',
      tags: ['vip'],
      consents: { newsletter: 'subscribed' },
    });
    gone = await add({ email: 'ines@home.example', first_name: 'I.', city: 'Porto', tags: ['form'] });
    await installation.call('PUT', `/contacts/${String(gone.id)}/consents/newsletter`, {
      status: 'unsubscribed',
      source: 'a call',
      lawful_basis: 'consent',
    });
    await installation.call('POST', '/events', { contact: { id: gone.id }, name: 'asked_for_a_quote' });
    browser = await openBrowser();
    watched = await WatchedPage.open(browser, { baseURL: installation.url, reducedMotion: 'reduce' });
    page = watched.page;
    await page.goto(`/audience/${String(keep.id)}`);
    await page.getByLabel('Email address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Ines' }).first().waitFor();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await installation.stop();
  }, 60_000);

  const step = tellStory('merging', () => watched, 60_000);

  const confirmMerge = () => page.getByRole('button', { name: 'Merge these two contacts' });

  step('finds the other one, and shows beforehand what is kept and what is lost', async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Merge with another contact…' }).click();
    await page.getByRole('combobox', { name: 'The other contact' }).fill('ines@home');
    await page.getByRole('option', { name: /ines@home\.example/ }).click();
    await confirmMerge().waitFor();
    expect(new URL(page.url()).search).toBe(`?with=${String(gone.id)}`);
    const words = await page.getByRole('main').innerText();
    expect(words).toContain('Mail will go to ines@shop.example');
    expect(words).toContain('Porto');
    expect(words).toContain('This person will get no more mail on');
    expect((await read(gone.id)).city).toBe('Porto');
  });

  step('can be read by everybody, in the light and the dark, and on a phone', async () => {
    for (const [width, height, colorScheme] of [
      [1440, 900, 'light'],
      [390, 844, 'dark'],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await settled(page);
      expect(await findBarriers(page)).toEqual([]);
      expect(await sidewaysBy(page)).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  step('makes one of the two, and shows the result', async () => {
    await confirmMerge().click();
    await page.waitForURL(`**/audience/${String(keep.id)}`);
    await page.getByText('was merged into Ines').waitFor();
    await page.getByText('Was merged with').first().waitFor();
    await page
      .getByText(/asked.for.a.quote/i)
      .first()
      .waitFor();
    expect(await read(keep.id)).toMatchObject({
      ...{ email: 'ines@shop.example', first_name: 'Ines', city: 'Porto' },
      ...{ tags: ['form', 'vip'], consents: { newsletter: 'unsubscribed' } },
    });
    await expect(read(gone.id)).rejects.toThrow('contact.merged');
  });

  step('undoes it from the history, after asking, and has two again', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Undo the merge' }).click();
    const dialog = page.getByRole('dialog', { name: /Make two contacts of Ines/ });
    await dialog.getByRole('button', { name: 'Undo the merge' }).click();
    await page.getByText('The merge was undone', { exact: true }).waitFor();
    await page
      .getByText(/^The merge with .* was undone/)
      .first()
      .waitFor();
    expect(await read(gone.id)).toMatchObject({
      ...{ email: 'ines@home.example', first_name: 'I.', city: 'Porto', tags: ['form'] },
      consents: { newsletter: 'unsubscribed' },
    });
    expect(await read(keep.id)).toMatchObject({ city: null, tags: ['vip'], consents: { newsletter: 'subscribed' } });
    await page.goto(`/audience/${String(gone.id)}`);
    await page
      .getByText(/asked.for.a.quote/i)
      .first()
      .waitFor();
  });
});
