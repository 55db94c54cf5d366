import { readFileSync, rmSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { LaunchedTidings } from '../setup/launched-tidings.js';
import { needs } from '../setup/needs.js';
import { makeDataFolder } from '../support/data-folder.js';
import { eventually } from '../support/installation.js';
import { freePort } from '../support/mail-sink.js';
import { openBrowser, WatchedPage } from './browser.js';
import { tellStory } from './story.js';
import { findBarriers, settled, sidewaysBy } from './judge-page.js';

const EMAIL = 'mia@shop.example';
const PASSWORD = 'four words in a row';
const API_KEY = 'a-key-of-more-than-thirty-two-characters';

const TEMPLATE = '<p>Hello {{default contact.first_name "friend"}}, <a href="https://shop.example/">look</a></p>';

interface Document {
  readonly version: number;
  readonly steps: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly start: string;
}

needs('chromium')('automations in the web app', () => {
  let dataDir: string;
  let tidings: LaunchedTidings;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  let baseURL: string;
  let automation: number;
  const people = new Map<string, number>();

  beforeAll(async () => {
    dataDir = makeDataFolder('automations');
    const port = await freePort();
    baseURL = `http://localhost:${String(port)}`;
    const env = { TIDINGS_ADMIN_EMAIL: EMAIL, TIDINGS_ADMIN_PASSWORD: PASSWORD, TIDINGS_API_KEY: API_KEY };
    tidings = new LaunchedTidings({ dataDir, port, env });
    [browser] = await Promise.all([openBrowser(), tidings.ready()]);
    await call('POST', '/senders', { name: 'The shop', email: 'hello@shop.example', postal_address: '1 Main Street' });
    await call('POST', '/templates', {
      name: 'Hello',
      subject: 'Hello {{default contact.first_name "friend"}}',
      html: TEMPLATE,
    });
    for (const [name, tags] of [
      ['Ada', ['vip']],
      ['Grace', []],
    ] as const) {
      const email = `${name.toLowerCase()}@reader.example`;
      const body = { email, first_name: name, tags, consents: { newsletter: 'subscribed' } };
      people.set(name, (await call<{ id: number }>('POST', '/contacts', body)).id);
    }
    watched = await WatchedPage.open(browser, { baseURL });
    page = watched.page;
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await tidings.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  async function call<T = unknown>(method: string, route: string, body?: unknown, more = {}): Promise<T> {
    const answer = await fetch(`${baseURL}/api/v1${route}`, {
      method,
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${String(answer.status)} ${text}`);
    return JSON.parse(text) as T;
  }

  const step = tellStory('automations', () => watched, 180_000);

  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
  const panel = (name: string): Locator => page.getByRole('dialog', { name });
  const saved = (): Promise<void> => page.getByText('Saved', { exact: true }).waitFor();
  const stored = (): Promise<Document> => call('GET', `/automations/${String(automation)}`);

  /** Presses a plus and chooses what happens there by typing; the new step's panel opens. */
  async function insert(plus: string | RegExp, kind: string): Promise<Locator> {
    await button(plus).click();
    await page.getByRole('combobox', { name: 'Search steps' }).fill(kind);
    await page.getByRole('option', { name: kind, exact: true }).waitFor();
    await press('Enter');
    await panel('What should happen here?').waitFor({ state: 'detached' });
    const opened = panel(kind);
    await opened.waitFor();
    return opened;
  }

  async function close(): Promise<void> {
    await button('Close').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  const focused = (): Promise<string> =>
    page.evaluate<string>(`(document.activeElement?.textContent ?? '').replace(/\\s+/g, ' ').trim()`);

  /** The id of the step on which the keyboard stands. */
  const focusedStep = (): Promise<string> => page.evaluate<string>(`document.activeElement?.dataset.node ?? ''`);

  /** The keyboard follows a new or removed step once the canvas is drawn. */
  const focusOn = (start: string): Promise<string> =>
    eventually(focused, (text) => text.startsWith(start), { withinMs: 5_000, everyMs: 50 });

  /** The page draws what was asked for a moment later. */
  const counted = (what: Locator, count: number): Promise<number> =>
    eventually(
      () => what.count(),
      (found) => found === count,
      { withinMs: 5_000, everyMs: 50 },
    );

  step('signs in and begins from scratch', async () => {
    await call('POST', '/users', { name: 'Looks only', email: 'looks@x.example', role: 'viewer' });
    await page.goto('/sign-in');
    await page.getByLabel('Email address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await button('Sign in').click();
    await page.getByRole('heading', { name: /^Hello/ }).waitFor();
    await page.goto('/automations/new');
    await page.getByLabel('Name', { exact: true }).fill('First days');
    await button('Create automation').click();
    await button(/^Edit Wait/).waitFor();
    automation = Number(new URL(page.url()).pathname.split('/').at(-1));
  });

  step('builds five steps by plus buttons; the draft saves itself', async () => {
    const tag = await insert('Insert a step after Begins when, then', 'Add tag');
    await tag.getByRole('combobox', { name: 'Tag' }).fill('welcomed');
    await close();
    const mail = await insert('Insert a step after Add tag: welcomed, then', 'Send email');
    await page.getByText('Send email: Template: Fill this in.').waitFor();
    await mail.getByRole('combobox', { name: 'Template' }).click();
    await page.getByRole('option', { name: 'Hello' }).click();
    await close();
    await button(/^Edit Wait/).click();
    await panel('Wait').getByRole('textbox', { name: 'For', exact: true }).fill('2');
    await panel('Wait').getByRole('combobox', { name: 'Unit' }).first().click();
    await page.getByRole('option', { name: 'seconds' }).click();
    await panel('Wait').getByRole('textbox', { name: 'Note' }).fill('Not too soon');
    await close();
    const fork = await insert('Insert a step after Wait: 2 seconds, then', 'Branch');
    await fork.getByRole('button', { name: 'Add condition' }).first().click();
    await page.getByRole('option', { name: 'Tag', exact: true }).click();
    await page.keyboard.type('vip');
    await press('Enter');
    await close();
    const hot = await insert(/^Insert a step after Branch, way 1/, 'Add tag');
    await hot.getByRole('combobox', { name: 'Tag' }).fill('hot');
    await close();
    // "Saved" may still stand there from the change before the last one.
    const isWhole = (draft: Awaited<ReturnType<typeof stored>>): boolean =>
      Object.values(draft.steps).some(({ tag }) => tag === 'hot');
    const { steps, start } = await eventually(stored, isWhole, { withinMs: 5_000 });
    await saved();
    const types = Object.values(steps).map(({ type }) => type);
    expect(types.sort()).toEqual(['add_tag', 'add_tag', 'branch', 'send_email', 'wait']);
    expect(steps[start]).toMatchObject({ type: 'add_tag', tag: 'welcomed' });
    await watched.picture('automation canvas');
  });

  step('lets somebody be the owner by name, and shows what holds while nothing is said', async () => {
    const before = (await stored()).steps;
    const owner = await insert(/^Insert a step after Add tag: hot/, 'Assign owner');
    await owner.getByText('is missing').waitFor();
    await owner.getByRole('combobox', { name: 'Kind of value' }).click();
    await page.getByRole('option', { name: 'The reps in turn' }).click();
    await button(/^Edit Assign owner the reps in turn/).waitFor();
    await owner.getByRole('combobox', { name: 'Kind of value' }).click();
    await page.getByRole('option', { name: 'Person' }).click();
    await owner.getByRole('combobox', { name: 'Person' }).click();
    const somebody = page.getByRole('option').first();
    await somebody.waitFor();
    expect(await page.getByRole('option', { name: 'Looks only' }).count()).toBe(0);
    const name = (await somebody.textContent()) ?? '';
    await somebody.click();
    await button(new RegExp(`^Edit Assign owner ${name}`)).waitFor();
    const keep = owner.getByRole('switch', { name: 'Keep the owner there is' });
    expect(await keep.isChecked()).toBe(true);
    await keep.press('Space');
    expect(await keep.isChecked()).toBe(false);
    await watched.picture('automation owner');
    const assigned = ({ steps }: Document) => Object.values(steps).find(({ type }) => type === 'assign_owner');
    const isWhole = (draft: Document): boolean => assigned(draft)?.['keep'] === false;
    expect(assigned(await eventually(stored, isWhole, { withinMs: 5_000 }))).toMatchObject({ to: 1, keep: false });
    await close();
    await button(/^Edit Assign owner/).focus();
    await press('Delete');
    await eventually(stored, ({ steps }) => isDeepStrictEqual(steps, before), { withinMs: 5_000 });
    await saved();
  });

  step('works by keyboard alone: goes about, adds, duplicates, takes out, undoes', async () => {
    const before = (await stored()).steps;
    await button(/^Edit Send email/).focus();
    await press('ArrowDown');
    await focusOn('Edit Wait');
    await press('ArrowUp');
    await press('ArrowUp');
    await focusOn('Edit Add tag');
    const original = await focusedStep();
    await press('Control+d');
    // Both are called the same: the keyboard must stand on the copy before anything is taken out.
    await eventually(focusedStep, (id) => id !== '' && id !== original, { withinMs: 5_000, everyMs: 50 });
    await counted(button(/^Edit Add tag welcomed/), 2);
    await press('Delete');
    await focusOn('Edit Add tag');
    await counted(button(/^Edit Add tag welcomed/), 1);
    await press('Insert');
    await page.getByRole('combobox', { name: 'Search steps' }).waitFor();
    await page.keyboard.type('exit');
    await press('Enter');
    await panel('Exit').waitFor();
    await press('Escape');
    await focusOn('Edit Exit');
    await page.getByText('4 things to look at').waitFor();
    await press('Control+z');
    await button(/^Edit Exit/).waitFor({ state: 'detached' });
    await press('Control+Shift+z');
    await button(/^Edit Exit/).waitFor();
    await press('Control+z');
    await saved();
    await eventually(stored, ({ steps }) => isDeepStrictEqual(steps, before), { withinMs: 5_000 });
  });

  step('copies a branch with all below it onto another way, and takes it out again', async () => {
    await button(/^Edit Branch/).focus();
    await press('Control+Shift+c');
    await button(/^Insert a step after Branch, otherwise/).click();
    await page.getByRole('option', { name: 'Paste: Branch' }).click();
    await panel('What should happen here?').waitFor({ state: 'detached' });
    await panel('Branch').waitFor();
    await close();
    await counted(button(/^Edit Branch/), 2);
    await counted(button(/^Edit Add tag hot/), 2);
    await press('Delete');
    await button(/^Edit Add tag hot/)
      .nth(1)
      .waitFor({ state: 'detached' });
    await counted(button(/^Edit Branch/), 1);
    await saved();
  });

  /** Where it stands once it has stopped moving. */
  async function resting(what: Locator): Promise<Awaited<ReturnType<Locator['boundingBox']>>> {
    let last = await what.boundingBox();
    for (;;) {
      await page.waitForTimeout(150);
      const next = await what.boundingBox();
      if (JSON.stringify(next) === JSON.stringify(last)) return next;
      last = next;
    }
  }

  step('moves a step to another way by dragging, and takes that back', async () => {
    // Both ends in sight, and the canvas at rest: it glides to where the keyboard was.
    await page.locator('.react-flow__controls-fitview').click();
    const box = await resting(button(/^Edit Add tag hot/));
    const plus = await resting(button('Insert a step after Begins when, then'));
    await page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2);
    await page.mouse.down();
    await page.mouse.move(plus!.x, plus!.y, { steps: 12 });
    await page.mouse.up();
    await saved();
    await eventually(stored, ({ steps, start }) => steps[start]?.['tag'] === 'hot', { withinMs: 5_000 });
    await page.getByLabel('Undo', { exact: true }).click();
    await eventually(stored, ({ steps, start }) => steps[start]?.['tag'] === 'welcomed', { withinMs: 5_000 });
  });

  step('puts a step where one likes, leaves a note, and brings all back in order', async () => {
    const hot = button(/^Edit Add tag hot/);
    const placed = ({ steps }: Document): boolean => Object.values(steps).some((each) => 'position' in each);
    await hot.focus();
    await press('Alt+ArrowRight');
    await eventually(stored, placed, { withinMs: 5_000 });
    await button('Put every step back in order').click();
    await eventually(stored, (document) => !placed(document), { withinMs: 5_000 });
    await page.locator('.react-flow__controls-fitview').click();
    const box = await resting(hot);
    await page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2);
    await page.mouse.down();
    await page.mouse.move(box!.x + box!.width * 1.6, box!.y + box!.height / 2, { steps: 12 });
    await page.mouse.up();
    await eventually(stored, placed, { withinMs: 5_000 });
    await button('Add a note').click();
    await panel('Note on the canvas').getByLabel('Text').fill('Ask legal');
    await press('Escape');
    await button('Note on the canvas Ask legal').waitFor();
    await saved();
    await watched.picture('automation placed');
    await button('Put every step back in order').click();
    await eventually(stored, (document) => !placed(document), { withinMs: 5_000 });
  });

  step('offers a choice when somebody else has changed the draft', async () => {
    const { version } = await stored();
    const headers = { 'if-match': `"${String(version)}"` };
    await call('PATCH', `/automations/${String(automation)}`, { description: 'Theirs' }, headers);
    await button(/^Edit Add tag hot/).click();
    await panel('Add tag').getByRole('combobox', { name: 'Tag' }).fill('hotter');
    await close();
    await page.getByText('Somebody else changed this automation meanwhile').waitFor();
    await button('Take theirs').click();
    await saved();
    await button(/^Edit Add tag hot(?!ter)/).waitFor();
  });

  step('can be read as a list', async () => {
    await page.getByRole('tab', { name: 'As a list' }).click();
    const items = page.getByRole('main').locator('ol > li');
    await counted(items, 5);
    await items.nth(3).getByText('way 1', { exact: false }).waitFor();
    await page.getByRole('tab', { name: 'Steps' }).click();
  });

  /** Chooses somebody by typing. */
  async function choosePerson(name: string): Promise<void> {
    await page.getByRole('combobox', { name: 'Whom is it about?' }).fill(name.toLowerCase());
    await page.getByRole('option', { name }).click();
  }

  step('simulates the way of one person, lit on the canvas, and writes nothing', async () => {
    await button('Simulate').click();
    const aside = page.getByRole('complementary', { name: 'Simulate' });
    await choosePerson('Ada');
    await aside.getByRole('button', { name: 'Show the way' }).click();
    const way = aside.getByRole('list', { name: 'The way, step by step' });
    await way.getByRole('button', { name: /Add tag: hot/ }).waitFor();
    await way.getByRole('button', { name: /Branch → way 1/ }).waitFor();
    await aside.getByText('Comes to the end').waitFor();
    await page.locator('[data-walk=here]', { hasText: 'hot' }).waitFor();
    await watched.picture('automation simulated', { fullPage: true });
    await way.getByRole('button', { name: /^.*Send email: Hello/ }).click();
    await page.locator('[data-walk=here]', { hasText: 'Send email' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await choosePerson('Grace');
    await aside.getByRole('button', { name: 'Show the way' }).click();
    await way.getByRole('button', { name: /Branch → otherwise/ }).waitFor();
    const { tags } = await call<{ tags: string[] }>('GET', `/contacts/${String(people.get('Ada'))}`);
    expect(tags).toEqual(['vip']);
    await aside.getByRole('button', { name: 'Close' }).click();
  });

  step('plays the draft for everybody, with the numbers on the canvas, and writes nothing', async () => {
    const condition = { type: 'consent', topic: 'newsletter', status: 'subscribed' };
    const { id } = await call<{ id: number }>('POST', '/segments', { name: 'Readers', condition });
    const isReady = (): Promise<string> =>
      call<{ status: string }>('GET', `/segments/${String(id)}`).then(({ status }) => status);
    await eventually(isReady, (status) => status === 'ready', { withinMs: 10_000, everyMs: 100 });
    await page.reload();
    await button('Simulate').click();
    const aside = page.getByRole('complementary', { name: 'Simulate' });
    await aside.getByText('Everybody', { exact: true }).click();
    await aside.getByRole('button', { name: 'Play for everybody' }).click();
    await aside.getByText(/what starts this automation does not tell whom/).waitFor();
    await aside.getByRole('combobox', { name: 'Whom' }).click();
    await page.getByRole('option', { name: 'Readers' }).click();
    await aside.getByRole('button', { name: 'Play for everybody' }).click();
    await aside.getByText('2 people were played, all there are.').waitFor();
    await button(/Edit Branch .*Passed: 2/).waitFor();
    await button(/Edit Send email Hello .*2 mails go, 0 do not/).waitFor();
    await watched.picture('automation played for everybody', { fullPage: true });
    expect(await findBarriers(page)).toEqual([]);
    const { tags } = await call<{ tags: string[] }>('GET', `/contacts/${String(people.get('Ada'))}`);
    expect(tags).toEqual(['vip']);
    // An answer that does not come: after two seconds there is a bar, and a way out.
    await page.route('**/dry-run/live', () => undefined);
    await aside.getByRole('button', { name: 'Play for everybody' }).click();
    await aside.getByText('Playing the steps', { exact: true }).waitFor();
    await aside.getByRole('button', { name: 'Cancel' }).click();
    await aside.getByText('Given up. Nothing was changed.').waitFor();
    await page.unroute('**/dry-run/live');
    await aside.getByRole('button', { name: 'Close' }).click();
  });

  /** Puts somebody in by the menu, and reads what came of it. */
  async function putIn(name: string, outcome: string): Promise<void> {
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Put somebody in' }).click();
    const dialog = page.getByRole('dialog', { name: 'Put somebody into First days' });
    await dialog.getByRole('combobox', { name: 'Whom' }).fill(name.toLowerCase());
    await page.getByRole('option', { name }).click();
    await dialog.getByText(outcome).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }

  step('publishes, runs with real mails, and shows the numbers on the canvas', async () => {
    await button('Publish').click();
    const review = page.getByRole('dialog', { name: 'Publish First days?' });
    await review.getByText('It starts to take people in from this moment.').waitFor();
    await review.getByRole('button', { name: 'Look ahead' }).click();
    await review.getByRole('combobox', { name: 'Whom' }).click();
    await page.getByRole('option', { name: 'Readers' }).click();
    await review.getByRole('button', { name: 'Play for everybody' }).click();
    await review.getByText('2 people were played, all there are.').waitFor();
    await review.getByText('How many come to each step').waitFor();
    await watched.picture('automation review played', { fullPage: true });
    expect(await findBarriers(page)).toEqual([]);
    await review.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('First days is live').waitFor();
    for (const name of people.keys()) await putIn(name, `${name} is in.`);
    await button(/Edit Branch .*Passed: 2/).waitFor();
    await button(/Edit Add tag hot .*Passed: 1/).waitFor();
    await watched.picture('automation numbers');
    await page.goto('/mailbox');
    await page.getByRole('link', { name: /Hello Ada/ }).waitFor();
    await page.getByRole('link', { name: /Hello Grace/ }).waitFor();
    await page.goto(`/automations/${String(automation)}`);
    await putIn('Ada', 'Ada was not taken in: they have been through, and may not enter again.');
  });

  step('shows who waits at a step, and asks before publishing what becomes of them', async () => {
    await page.goto(`/automations/${String(automation)}`);
    await button(/^Edit Wait/).click();
    await panel('Wait').getByRole('textbox', { name: 'For', exact: true }).fill('2');
    await panel('Wait').getByRole('combobox', { name: 'Unit' }).first().click();
    await page.getByRole('option', { name: 'days' }).click();
    await close();
    await saved();
    await call('POST', `/automations/${String(automation)}/publish`);
    await call('PATCH', `/automations/${String(automation)}`, { entry: { again: 'after_exit' } });
    await call('POST', `/automations/${String(automation)}/publish`);
    await call('POST', `/automations/${String(automation)}/enrolments`, { contact_id: people.get('Ada') });
    await page.goto(`/automations/${String(automation)}`);
    await button(/Edit Wait .*Here: 1/).click();
    await panel('Wait').getByRole('link', { name: 'Ada', exact: true }).waitFor();
    await panel('Wait').getByRole('textbox', { name: 'For', exact: true }).fill('3');
    await close();
    await saved();
    await button('Publish').click();
    const review = page.getByRole('dialog', { name: 'Publish First days?' });
    await review.getByText('Wait: 2 days → Wait: 3 days').waitFor();
    await review.getByText('1 person at: Wait: 3 days').waitFor();
    await review.getByText('Take out').click();
    await review.getByText('They leave now; mails that have not left do not leave.').waitFor();
    await watched.picture('automation review');
    expect(await findBarriers(page)).toEqual([]);
    await review.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('First days is live').waitFor();
    await button(/Edit Wait .*Here: 0/).waitFor();
  });

  step('says why somebody is in it or not', async () => {
    await page.goto(`/automations/${String(automation)}?view=why`);
    await choosePerson('Grace');
    await page.getByText('By hand: nobody enters by themselves').waitFor();
    await page.getByText('After they have left.').waitFor();
    await page.getByText('Nothing keeps Grace out').waitFor();
    await watched.picture('automation why', { fullPage: true });
  });

  step('lets one’s own people try it, marked in lists and in no number', async () => {
    const grace = people.get('Grace');
    const entered = (): Promise<number> =>
      call<{ entered: number }>('GET', `/automations/${String(automation)}/report`).then((report) => report.entered);
    const before = await entered();
    await page.goto(`/automations/${String(automation)}`);
    await button(/^Begins when/).click();
    const settings = panel('Begins when');
    await settings.waitFor();
    // The panel takes the keyboard a moment after it is drawn: a list that was open by then would close.
    await page.waitForFunction(`document.activeElement?.closest('[role=dialog]') !== null`);
    await settings.getByRole('combobox', { name: 'Who tries it' }).fill('grace');
    await page.getByRole('option', { name: 'Grace' }).click();
    await settings.getByRole('button', { name: 'Take Grace away' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await watched.picture('automation test contacts');
    await close();
    await saved();
    expect(await stored()).toMatchObject({ test: { contacts: [grace] } });
    await call('POST', `/automations/${String(automation)}/publish`);
    await call('POST', `/automations/${String(automation)}/enrolments`, { contact_id: grace });
    await page.goto(`/automations/${String(automation)}?view=people`);
    await page.getByRole('row', { name: /Grace Test/ }).waitFor();
    await page.goto(`/audience/${String(grace)}`);
    await page.getByText('Test', { exact: true }).waitFor();
    expect(await entered()).toBe(before);
  });

  step('takes back an earlier version as the draft, and undoes that', async () => {
    await page.goto(`/automations/${String(automation)}`);
    await button(/^Edit Branch/).waitFor();
    const before = await stored();
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Earlier versions' }).click();
    const dialog = panel('What was published');
    await dialog.getByText('Version 1', { exact: true }).waitFor();
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await settled(page);
    expect(await findBarriers(page)).toEqual([]);
    await watched.picture('automation earlier versions');
    await dialog.getByRole('button', { name: 'Take back' }).last().click();
    await dialog.waitFor({ state: 'detached' });
    const first = await call<Document>('GET', `/automations/${String(automation)}/versions/1`);
    const names = ({ steps }: Document): string[] => Object.keys(steps).sort();
    const back = await eventually(stored, ({ version }) => version > before.version, { withinMs: 5_000 });
    expect([names(back), back.start]).toEqual([names(first), first.start]);
    await button(/^Undo/).click();
    const undone = await eventually(stored, ({ version }) => version > back.version, { withinMs: 5_000 });
    expect(undone.steps).toEqual(before.steps);
  });

  step('begins with events of one kind alone, said without JSON', async () => {
    await call('POST', '/events', {
      contact: { id: people.get('Ada') },
      name: 'bought',
      properties: { kind: 'shoes' },
    });
    const { id } = await call<{ id: number }>('POST', '/automations', {
      name: 'Shoes',
      triggers: [{ type: 'event', event: 'bought' }],
      start: 'hold',
      steps: { hold: { type: 'wait', for: '2d', next: null } },
    });
    await page.goto(`/automations/${String(id)}`);
    await button(/^Begins when/).click();
    const form = panel('Begins when');
    await form.getByRole('button', { name: 'Only events where…' }).click();
    await form.getByRole('combobox', { name: 'Property' }).click();
    await page.getByRole('option', { name: 'kind' }).click();
    await form.getByRole('combobox', { name: 'Value' }).fill('shoes');
    await press('Tab');
    await form.getByText('where kind is shoes', { exact: true }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await watched.picture('automation where');
    const where = { all: [{ property: 'kind', op: 'is', value: 'shoes' }] };
    const triggers = async (): Promise<unknown> =>
      (await call<{ triggers: unknown }>('GET', `/automations/${String(id)}`)).triggers;
    await eventually(triggers, (saved) => isDeepStrictEqual(saved, [{ type: 'event', event: 'bought', where }]), {
      withinMs: 5_000,
    });
    await close();
    await button(/^Begins when Event bought where kind is shoes$/).waitFor();
    await call('POST', `/automations/${String(id)}/publish`);
    for (const kind of ['socks', 'shoes']) {
      await call('POST', '/events', { contact: { id: people.get('Ada') }, name: 'bought', properties: { kind } });
    }
    await page.reload();
    await button(/Edit Wait .*Here: 1/).waitFor();
  });

  step('takes somebody out by hand, in its list and on the page of the person', async () => {
    await page.getByRole('tab', { name: 'People' }).click();
    await button('Take out Ada').click();
    await page
      .getByRole('dialog', { name: 'Take Ada out of “Shoes”?' })
      .getByRole('button', { name: 'Take out' })
      .click();
    await page.getByText('Ada is out of Shoes').waitFor();
    await page.getByText('Taken out by hand').waitFor();
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Active' }).click();
    await page.getByText('Taken out by hand').waitFor({ state: 'detached' });
    await page.goto(`/audience/${String(people.get('Ada'))}`);
    await page.getByRole('combobox', { name: 'Why in an automation, or not' }).click();
    await page.getByRole('option', { name: 'Shoes' }).click();
    await button('Put into Shoes').click();
    await page.getByText('Ada was not taken in: they have been through, and may not enter again.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  step('goes out as a file, and comes in from one with what it lacks here', async () => {
    await page.goto(`/automations/${String(automation)}?view=json`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('first-days.json');
    const document = JSON.parse(readFileSync(await download.path(), 'utf8')) as Document;
    const choose = async (name: string, text: string): Promise<void> => {
      await page.goto('/automations/new');
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button('Choose a JSON file').click()]);
      await chooser.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    };
    await choose('broken.json', '{"name": ');
    await page.getByText('This file is not JSON', { exact: false }).waitFor();
    await choose('elsewhere.json', '{"data": {"type": "flow"}}');
    await page.getByText('The automation was not created').waitFor();
    const steps = Object.entries(document.steps).map(
      ([id, part]) => [id, part['type'] === 'send_email' ? { ...part, template: 987_654 } : part] as const,
    );
    await choose(
      'first-days.json',
      JSON.stringify({ ...document, name: 'From afar', steps: Object.fromEntries(steps) }),
    );
    await page.getByRole('heading', { name: 'From afar', level: 1 }).waitFor();
    await page.getByText('There is no template 987654', { exact: false }).waitFor();
  });

  step('duplicates it', async () => {
    await page.goto(`/automations/${String(automation)}`);
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await page.getByRole('heading', { name: 'First days (copy)' }).waitFor();
    await button(/^Edit Branch/).waitFor();
  });

  step('has pages without barriers, in light and dark, wide and narrow', async () => {
    const why = `?view=why&contact=${String(people.get('Ada'))}`;
    const paths = ['', '?view=list', '?view=people', '?view=people&step=s1', why, '?simulate=1', '?simulate=all'];
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 1440],
      ['light', 390],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      for (const [index, query] of paths.entries()) {
        await page.goto(`/automations/${String(automation)}${query}`);
        await settled(page);
        expect([query, await findBarriers(page), Math.max(0, await sidewaysBy(page))]).toEqual([query, [], 0]);
        await watched.picture(`automations ${colorScheme} ${String(width)} ${String(index)}`, { fullPage: true });
      }
      await page.goto(`/automations/${String(automation)}`);
      // By keyboard: it brings the step into sight.
      await button(/^Edit Branch/).focus();
      await press('Enter');
      await panel('Branch').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await watched.picture(`automations ${colorScheme} ${String(width)} panel`);
    }
  });
});
