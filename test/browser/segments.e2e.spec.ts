import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { needs } from '../setup/needs.js';
import { eventually, Installation } from '../support/installation.js';
import { openBrowser, WatchedPage } from './browser.js';
import { tellStory } from './story.js';
import { findBarriers, settled, sidewaysBy } from './judge-page.js';

const EMAIL = 'mia@shop.example';
const PASSWORD = 'four words in a row';

/** So many that counting takes longer than the moment in which an estimate is there. */
const CROWD = 250_000;

const PEOPLE = `
  INSERT INTO contacts (email, country, created_at, updated_at)
  SELECT 'p' || n || '@crowd.example', (ARRAY['GB', 'FR', 'DE', 'US'])[1 + n % 4], now(), now()
  FROM generate_series(1, $1::int) n`;

// Every third person ordered, some of them twice.
const ORDERS = `
  INSERT INTO events (contact_id, name, occurred_at, value)
  SELECT id, 'order_completed', now() - make_interval(days => (id % 80)::int), 10
  FROM contacts, generate_series(1, 3) WHERE id % 3 = 0 OR id % 5 = 0`;

const GROUND_TRUTH = `
  SELECT count(*) AS n FROM contacts WHERE country = 'GB' AND (
    EXISTS (SELECT FROM events WHERE contact_id = contacts.id AND name = 'order_completed')
    OR NOT EXISTS (SELECT FROM contact_tags WHERE contact_id = contacts.id))`;

// As the redirect of a link records it.
const CLICK = `
  WITH mail AS (
    INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, sent_at)
    SELECT contact_id, 'campaign', $1, '1', 'marketing', 'sent', now() FROM contact_identities
    WHERE value = 'vito@shop.example' RETURNING id, contact_id
  ), click AS (
    INSERT INTO message_events (message_id, contact_id, kind) SELECT id, contact_id, 'clicked' FROM mail
    RETURNING id, contact_id
  )
  INSERT INTO contact_changes (shard, contact_id, dimension, new, ref)
  SELECT mod(contact_id, 16), contact_id, 'email:clicked', '{"machine": false}', id FROM click`;

// An estimate stands there until the exact count comes, which may be soon.
const NOTE_ESTIMATES = `
  window.estimates = [];
  new MutationObserver(() => {
    const [shown] = /≈.*/.exec(document.body.innerText) ?? [];
    if (shown) window.estimates.push(shown.trim());
  }).observe(document.body, { childList: true, subtree: true, characterData: true });`;

needs('chromium')('segments in the web app', () => {
  let installation: Installation;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  let segment: number;
  let readers: number;

  beforeAll(async () => {
    installation = await Installation.start({ TIDINGS_ADMIN_EMAIL: EMAIL, TIDINGS_ADMIN_PASSWORD: PASSWORD }, 1);
    const { db } = installation.database;
    await installation.call('POST', '/contacts', { email: 'ines@shop.example', first_name: 'Ines', country: 'GB' });
    await installation.call('POST', '/contacts', { email: 'vito@shop.example', country: 'GB', tags: ['vip'] });
    await db.execute(PEOPLE, [CROWD]);
    await db.execute(ORDERS);
    for (const email of ['ines@shop.example', 'vito@shop.example']) {
      await installation.call('POST', '/events', { contact: { email }, name: 'order_completed', value: 30 });
    }
    await db.execute('ANALYZE contacts, events');
    browser = await openBrowser();
    watched = await WatchedPage.open(browser, { baseURL: installation.url });
    page = watched.page;
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await installation.stop();
  }, 60_000);

  const step = tellStory('segments', () => watched, 120_000);

  const { press, type } = {
    press: (key: string) => page.keyboard.press(key),
    type: (text: string) => page.keyboard.type(text),
  };

  /** The history is shown as it is when the page opens. */
  async function someoneMovedIn(id: number): Promise<void> {
    await eventually(
      () => installation.call<{ data: object[] }>('GET', `/segments/${String(id)}/history`),
      ({ data }) => data.length > 0,
      { withinMs: 20_000 },
    );
  }

  /** Tab (or Shift+Tab) until something with this name has the focus. */
  async function tabTo(name: string, key = 'Tab'): Promise<void> {
    for (let presses = 0; presses < 60; presses += 1) {
      await press(key);
      const focused = await page.evaluate<string>(
        `(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()`,
      );
      if (focused === name) return;
    }
    throw new Error(`"${name}" can not be reached by ${key}`);
  }

  /** Chooses in the list that has just opened. */
  async function pick(text: string): Promise<void> {
    await page.getByRole('listbox').waitFor();
    await type(text);
    await page.getByRole('option', { name: text, exact: true }).first().waitFor();
    await press('Enter');
  }

  step('signs in', async () => {
    await page.goto('/sign-in');
    await page.getByLabel('Email address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: /^Hello/ }).waitFor();
  });

  step('builds a tree of three levels by keyboard alone, and sees estimate and count', async () => {
    await page.goto('/segments/new');
    await page.getByLabel('Name', { exact: true }).waitFor();
    await page.getByLabel('Name', { exact: true }).focus();
    await page.evaluate(NOTE_ESTIMATES);
    await type('Buyers in Britain');
    await tabTo('Add condition');
    await press('Enter');
    await pick('Country');
    await type('GB');
    await tabTo('Add group');
    await press('Enter');
    await pick('order_completed');
    await tabTo('Add group');
    await press('Enter');
    await pick('Tag');
    await type('vip');
    await press('Enter');
    await tabTo('How the conditions of this group combine', 'Shift+Tab');
    await press('ArrowDown');
    await page.getByRole('option', { name: 'None of these is true' }).waitFor();
    await press('ArrowDown');
    await press('Enter');
    const [counted] = await installation.database.db.query<{ n: number }>(GROUND_TRUTH);
    await page.getByText(`${counted!.n.toLocaleString('en-GB')} contacts match`, { exact: true }).waitFor();
    const estimates = await page.evaluate<string[]>('window.estimates');
    expect(estimates).toContainEqual(expect.stringMatching(/^≈ [\d,]+ contacts match$/));
    await watched.picture('segment built by keyboard', { fullPage: true });
    await page.getByRole('note', { name: 'The conditions in words' }).getByText('None of these is true:').waitFor();
  });

  step('moves a condition by keyboard, in and out of groups', async () => {
    const handles = page.getByRole('button', { name: 'Move: Alt and arrow keys' });
    const words = page.getByRole('note', { name: 'The conditions in words' });
    const before = await words.innerText();
    await handles.first().focus();
    await press('Alt+ArrowRight');
    await page.getByText('Moved to place 1 of level 2').waitFor();
    expect(await words.innerText()).not.toBe(before);
    await press('Alt+ArrowLeft');
    await press('Alt+ArrowUp');
    await page.getByText('Moved to place 1 of level 1').waitFor();
    expect(await words.innerText()).toBe(before);
  });

  step('stays on the page while a condition is typed as JSON, and says where it is none', async () => {
    await page.getByText('JSON', { exact: true }).click();
    const json = page.getByRole('textbox', { name: 'Condition as JSON' });
    const before = await json.inputValue();
    await json.fill('{"all": [{"any": [null]}]}');
    await page.getByText(/^At condition\.all\[0\]\.any\[0\]: a condition is an object/).waitFor();
    await json.fill('{"all": [{"type": "sequence"}, {"type": "geo", "near": 5}]}');
    await json.fill(before);
    await page.getByText('Builder', { exact: true }).click();
    await page.getByRole('note', { name: 'The conditions in words' }).getByText('None of these is true:').waitFor();
  });

  step('says in words what a tree means, west of Greenwich, too', async () => {
    const context = await browser.newContext({
      baseURL: installation.url,
      locale: 'en-GB',
      timezoneId: 'America/New_York',
      storageState: await page.context().storageState(),
    });
    const west = await context.newPage();
    const field = (key: string, op: string, value: unknown) => ({ type: 'field', field: key, op, value });
    const ordered = { type: 'event', event: 'order_completed' };
    const shoes = { property: 'category', op: 'is', value: 'shoes' };
    const tests: [object, string][] = [
      [field('birth_date', 'before', '2000-01-01'), 'Birth date is before 1 Jan 2000'],
      [field('postcode', 'is', '2026-99-99'), 'Postcode is 2026-99-99'],
      [field('postcode', 'is', '5d'), 'Postcode is 5d'],
      [field('birth_date', 'anniversary_in_next', '7d'), 'Birth date has its anniversary in the next 7 days'],
      [field('latitude', 'gt', -0.0005), 'Latitude is greater than -0.0005'],
      [field('city', 'is', { ref: 'field:region' }), 'City is the field Region'],
      [
        { ...ordered, where: { not: shoes } },
        'Event order_completed where not (category is shoes): number of times is at least 1, at any time',
      ],
      [
        { ...ordered, where: { any: [{ all: [shoes, { ...shoes, property: 'kind' }] }, { ...shoes, op: 'is_not' }] } },
        'Event order_completed where (category is shoes and kind is shoes) or category is not shoes: number of times is at least 1, at any time',
      ],
      [
        { ...ordered, measure: 'last', of: 'due', op: 'before', value: '2026-01-01' },
        'Event order_completed: Last due is before 1 Jan 2026, at any time',
      ],
    ];
    await west.goto('/segments/new');
    await west.getByText('JSON', { exact: true }).click();
    const tree = { all: tests.map(([condition]) => condition) };
    await west.getByRole('textbox', { name: 'Condition as JSON' }).fill(JSON.stringify(tree));
    await west.getByText('Builder', { exact: true }).click();
    const words = west.getByRole('note', { name: 'The conditions in words' });
    expect(await words.getByRole('listitem').allInnerTexts()).toEqual(tests.map(([, sentence]) => sentence));
    await context.close();
  });

  step('takes numbers that begin with -0', async () => {
    await page.getByRole('button', { name: 'Add condition' }).last().click();
    await pick('Near a place');
    await page.getByLabel('Kilometres').fill('10');
    await page.getByLabel('Latitude').fill('51.5');
    await page.getByLabel('Longitude').focus();
    await type('-0.05');
    await page.getByText('At most 10 km from 51.5, -0.05').waitFor();
    await page.getByRole('button', { name: 'Remove this condition' }).last().click();
    await page.getByText('At most 10 km from 51.5, -0.05').waitFor({ state: 'detached' });
  });

  step('compares a field with another one', async () => {
    await page.getByRole('button', { name: 'Add condition' }).last().click();
    await pick('City');
    await page.getByRole('button', { name: 'Compare with another field' }).last().click();
    const other = page.getByRole('combobox', { name: 'Field to compare with' });
    await other.click();
    expect(await page.getByRole('option', { name: 'Birth date' }).count()).toBe(0);
    await page.getByRole('option', { name: 'Region', exact: true }).click();
    await page.getByText('City is the field Region').waitFor();
    await page.getByText('0 contacts match', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Compare with a value' }).last().click();
    await page.getByText('City is the field Region').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Remove this condition' }).last().click();
    await page.getByText(/^[1-9][\d,]* contacts match$/).waitFor();
  });

  step('saves it and explains one who is in and one who is out', async () => {
    await page.getByRole('button', { name: 'Create segment' }).focus();
    await press('Enter');
    await page.getByRole('heading', { name: 'Buyers in Britain' }).waitFor();
    segment = Number(new URL(page.url()).pathname.split('/').at(-1));
    await page.getByText('Building', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Why' }).click();
    const whom = page.getByRole('combobox', { name: 'Whom do you want to know about?' });
    await whom.fill('ines');
    await page.getByRole('option', { name: /Ines/ }).click();
    await page.getByText('Ines is in this segment').waitFor();
    await page.getByText('Country is GB: is GB').waitFor();
    await whom.fill('p2@crowd');
    await page.getByRole('option', { name: 'p2@crowd.example' }).click();
    await page.getByText('p2@crowd.example is not in this segment').waitFor();
    await page.getByText(/order_completed in the last 90 days, count ≥ 1: is 0/).waitFor();
    await watched.picture('segment why', { fullPage: true });
  });

  step('shows who moved and why', async () => {
    await installation.call('POST', '/contacts', { email: 'ines@shop.example', country: 'FR' });
    await someoneMovedIn(segment);
    await page.goto(`/segments/${String(segment)}?tab=history`);
    await page.getByText('Country: GB → FR').waitFor();
    await page.getByText('By: Country is GB').waitFor();
    await watched.picture('segment history', { fullPage: true });
  });

  step('shows the difference before an edit is saved', async () => {
    await page.goto(`/segments/${String(segment)}/edit`);
    await page.getByRole('combobox', { name: 'Value', exact: true }).first().fill('FR');
    await page.getByText(/^\d[\d,]* contacts match$/).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog', { name: 'What this edit does' });
    await dialog.getByText(/^[\d,]+ enter$/).waitFor();
    await watched.picture('segment review');
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: /^Save and move/ }).click();
    await page.getByRole('heading', { name: 'Buyers in Britain' }).waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByText('Version 2').waitFor();
    await page.getByRole('button', { name: 'Use this version again' }).waitFor();
  });

  step('takes over the name of a recipe, and takes a recipe back', async () => {
    await page.goto('/segments/new');
    const name = page.getByLabel('Name', { exact: true });
    await page.getByRole('button', { name: /^Geographic One country/ }).click();
    expect(await name.inputValue()).toBe('One country');
    await page.getByRole('button', { name: /^Behavioural Bought lately/ }).click();
    expect(await name.inputValue()).toBe('Bought lately');
    await page.getByRole('button', { name: 'Add condition' }).first().click();
    await pick('Near a place');
    await page.getByText('Complete this condition.').waitFor();
    await page.getByRole('button', { name: /^Geographic One country/ }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await name.inputValue()).toBe('Bought lately');
    await page.getByRole('note', { name: 'The conditions in words' }).getByText('At most … km from …, …').waitFor();
  });

  step('names the campaign whose mails were clicked, and tells of the click', async () => {
    const { db } = installation.database;
    await db.execute(`INSERT INTO templates (name, subject) VALUES ('Sale', 'Sale')`);
    const [campaign] = await db.query<{ id: number }>(`
      INSERT INTO campaigns (name, template_id, topic_id, audience)
      SELECT 'Spring sale', max(templates.id), min(topics.id), '{}' FROM templates, topics RETURNING id`);
    readers = (
      await installation.call<{ id: number }>('POST', '/segments', {
        name: 'Clicked and bought nothing',
        condition: {
          all: [
            { type: 'email', action: 'clicked', op: 'gte', value: 1, within: '30d', campaign: campaign!.id },
            {
              not: {
                type: 'sequence',
                first: { event: 'cart_created', where: { property: 'total', op: 'gte', value: 50 } },
                then: { event: 'order_completed', absent: true },
                window: '4h',
                within: '7d',
              },
            },
          ],
        },
      })
    ).id;
    await page.goto(`/segments/${String(readers)}`);
    await page.getByText('in mails of the campaign Spring sale').waitFor();
    await page.getByText('Building', { exact: true }).waitFor({ state: 'detached' });
    await db.execute(CLICK, [campaign!.id]);
    await someoneMovedIn(readers);
    await page.goto(`/segments/${String(readers)}?tab=history`);
    await page.getByText('The person clicked in a mail', { exact: true }).waitFor();
    await watched.picture('segment of readers', { fullPage: true });
    await page.goto(`/segments/${String(readers)}/edit`);
    await page.getByText('1 contact matches', { exact: true }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Campaign' }).inputValue()).toBe('Spring sale');
    await watched.picture('segment of readers, builder', { fullPage: true });
  });

  step('has pages without barriers, in light and dark, wide and narrow', async () => {
    const [member] = (await installation.call<{ data: { id: number }[] }>('GET', '/contacts?search=p5@crowd.example'))
      .data;
    const pages = [
      '/segments',
      '/segments/guide',
      '/segments/new',
      `/segments/${String(segment)}`,
      `/segments/${String(segment)}?tab=history`,
      `/segments/${String(segment)}?tab=why&contact=${String(member!.id)}`,
      `/segments/${String(segment)}?tab=versions`,
      `/segments/${String(segment)}/edit`,
      `/segments/${String(readers)}`,
      `/segments/${String(readers)}/edit`,
      `/audience/${String(member!.id)}`,
    ];
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      for (const [index, path] of pages.entries()) {
        await page.goto(path);
        await settled(page);
        expect([path, await findBarriers(page), Math.max(0, await sidewaysBy(page))]).toEqual([path, [], 0]);
        await watched.picture(`segments ${colorScheme} ${String(index)}`, { fullPage: true });
      }
    }
  });

  step('shows a segment that is nested as deep as the API takes it', async () => {
    let condition: object = { type: 'tag', op: 'has_any_of', value: ['vip'] };
    for (let level = 0; level < 1998; level += 1) condition = { not: condition };
    const deep = await installation.call<{ id: number }>('POST', '/segments', { name: 'Deep', condition });
    const path = `/segments/${String(deep.id)}`;
    const vito = (await installation.call<{ data: { id: number }[] }>('GET', '/contacts?search=vito@shop.example'))
      .data;
    await page.goto(path);
    await page.getByText('and more, nested too deeply to be told here').waitFor();
    await page.getByText('Building', { exact: true }).waitFor({ state: 'detached' });
    await page.goto(`${path}?tab=why&contact=${String(vito[0]!.id)}`);
    await page.getByText('vito@shop.example is in this segment').waitFor();
    await page.goto(`${path}/edit`);
    await page.getByText('Nested too deeply to be drawn').waitFor();
    await page.getByText('1 contact matches', { exact: true }).waitFor();
  });

  step('names and offers old segments, however many there are by now', async () => {
    const { db } = installation.database;
    await db.execute(`
      INSERT INTO segments (name, slug, kind, status)
      SELECT 'List ' || n, 'list-' || n, 'static', 'ready' FROM generate_series(1, 1001) n`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto('/segments/new');
    await page.getByText('JSON', { exact: true }).click();
    const tree = { all: [{ type: 'segment', op: 'in', segment }] };
    await page.getByRole('textbox', { name: 'Condition as JSON' }).fill(JSON.stringify(tree));
    await page.getByText('Builder', { exact: true }).click();
    await page.getByText('Is in the segment Buyers in Britain').waitFor();
    await page.getByRole('combobox', { name: 'Segment', exact: true }).fill('Clicked and');
    await page.getByRole('option', { name: 'Clicked and bought nothing' }).click();
    await page.getByText('Is in the segment Clicked and bought nothing').waitFor();
  });
});
