import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { needs } from '../setup/needs.js';
import { eventually, Installation } from '../support/installation.js';
import { openBrowser, WatchedPage } from './browser.js';
import { tellStory } from './story.js';
import { findBarriers, settled, sidewaysBy } from './judge-page.js';

const EMAIL = 'mia@shop.example';
const PASSWORD = 'four words in a row';

const STEPS = {
  mark: { type: 'add_tag', name: 'Mark them', tag: 'marked', next: 'last' },
  last: { type: 'add_tag', name: 'Thank them', tag: 'thanked', next: null },
};

const GET_STUCK = `
  UPDATE enrolments SET state = 'stuck', step = 'mark', due_at = NULL, failures = 6, error = $2 WHERE id = $1`;

needs('chromium')('people who do not get on, in the web app', () => {
  let installation: Installation;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  let automation: number;

  beforeAll(async () => {
    installation = await Installation.start({ TIDINGS_ADMIN_EMAIL: EMAIL, TIDINGS_ADMIN_PASSWORD: PASSWORD }, 1);
    browser = await openBrowser();
    watched = await WatchedPage.open(browser, { baseURL: installation.url });
    page = watched.page;
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await installation.stop();
  }, 60_000);

  const step = tellStory('trouble', () => watched, 120_000);

  const call = <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> =>
    installation.call<T>(method, path, body);

  const newContact = async (more: Record<string, unknown> = {}): Promise<number> =>
    (
      await call<{ id: number }>('POST', '/contacts', {
        email: `p${String(Math.random()).slice(2)}@s.example`,
        ...more,
      })
    ).id;

  async function publish(document: Record<string, unknown>): Promise<number> {
    const { id } = await call<{ id: number }>('POST', '/automations', document);
    await call('POST', `/automations/${String(id)}/publish`);
    return id;
  }

  /** Runs that stand at the first step, stuck for this reason. */
  async function getStuck(error: string, count: number): Promise<void> {
    const contacts = await Promise.all(Array.from({ length: count }, () => newContact()));
    const { results } = await call<{ results: { id: number }[] }>(
      'POST',
      `/automations/${String(automation)}/enrolments`,
      {
        contact_ids: contacts,
      },
    );
    await runsAre(
      'completed',
      results.map(({ id }) => id),
    );
    for (const { id } of results) await installation.database.db.execute(GET_STUCK, [id, error]);
  }

  const statesOf = async (ids: readonly number[]): Promise<string[]> => {
    const sql = 'SELECT DISTINCT state FROM enrolments WHERE id = ANY($1::bigint[])';
    return (await installation.database.db.query<{ state: string }>(sql, [ids])).map(({ state }) => state);
  };
  const runsAre = (state: string, ids: readonly number[]): Promise<string[]> =>
    eventually(
      () => statesOf(ids),
      (states) => states.length === 1 && states[0] === state,
      { withinMs: 20_000 },
    );

  const outcomes = async (): Promise<Record<string, number>> => {
    const sql = `SELECT coalesce(exit_reason, state) AS what, count(*)::int AS n FROM enrolments
      WHERE automation_id = $1 GROUP BY 1`;
    const rows = await installation.database.db.query<{ what: string; n: number }>(sql, [automation]);
    return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
  };

  const whenCompleted = (count: number): Promise<Record<string, number>> =>
    eventually(outcomes, ({ completed }) => completed === count, { withinMs: 20_000 });

  const group = (reason: string): Locator => page.getByRole('alert').filter({ hasText: reason });

  async function isFit(what: string): Promise<void> {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await settled(page);
        expect(await findBarriers(page)).toEqual([]);
        expect(await sidewaysBy(page)).toBeLessThanOrEqual(0);
        await watched.picture(`${what} ${String(width)} ${colorScheme}`, { fullPage: true });
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  step('signs in, and sees above the canvas that somebody is stuck', async () => {
    automation = await publish({ name: 'Greeting', triggers: [{ type: 'manual' }], start: 'mark', steps: STEPS });
    await getStuck('The tag was away', 2);
    await getStuck('The post was closed', 1);
    await getStuck('The moon was full', 1);
    await page.goto('/sign-in');
    await page.getByLabel('Email address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: /^Hello/ }).waitFor();
    await page.goto(`/automations/${String(automation)}`);
    await page.getByText('4 people are stuck').waitFor();
    await page.getByRole('link', { name: 'See who, and what can be done' }).click();
    await group('The tag was away').getByText('2 people are stuck at: Mark them').waitFor();
    await isFit('stuck');
  });

  step('tries the step of one group again: they go on, the others stay', async () => {
    await group('The tag was away').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('2 people are tried again').waitFor();
    await group('The tag was away').waitFor({ state: 'detached' });
    expect(await whenCompleted(2)).toEqual({ completed: 2, stuck: 2 });
  });

  step('skips the step for another group', async () => {
    await group('The post was closed').getByRole('button', { name: 'Skip the step' }).click();
    await page.getByText('1 person goes on with the next step').waitFor();
    await group('The post was closed').waitFor({ state: 'detached' });
    expect(await whenCompleted(3)).toEqual({ completed: 3, stuck: 1 });
    const skipped = `SELECT step FROM enrolment_steps WHERE automation_id = $1 AND outcome = 'skipped'`;
    expect(await installation.database.db.query(skipped, [automation])).toEqual([{ step: 'mark' }]);
  });

  step('takes the last one out, after being asked', async () => {
    await group('The moon was full').getByRole('button', { name: 'Take out' }).click();
    const question = page.getByRole('dialog', { name: 'Take 1 person out at “Mark them: marked”?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await outcomes()).toEqual({ completed: 3, stuck: 1 });
    await group('The moon was full').getByRole('button', { name: 'Take out' }).click();
    await question.getByRole('button', { name: 'Take out' }).click();
    await page.getByText('1 person was taken out').waitFor();
    await group('The moon was full').waitFor({ state: 'detached' });
    expect(await outcomes()).toEqual({ completed: 3, taken_out: 1 });
  });

  step('takes in who was there already, after seeing how many', async () => {
    for (let n = 0; n < 3; n += 1) await newContact({ tags: ['early'] });
    // A change that is routed after the publication counts as one after it.
    await eventually(
      () => installation.database.db.query('SELECT FROM contact_changes'),
      (waiting) => waiting.length === 0,
      { withinMs: 20_000 },
    );
    automation = await publish({
      name: 'Late greeting',
      triggers: [{ type: 'tag_added', tag: 'early' }],
      start: 'mark',
      steps: STEPS,
    });
    await page.goto(`/automations/${String(automation)}`);
    const open = async (): Promise<void> => {
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Take in who is there already' }).click();
    };
    await open();
    const question = page.getByRole('dialog', { name: 'Take 3 people who are there already into “Late greeting”?' });
    await question.waitFor();
    expect(await outcomes()).toEqual({});
    await isFit('take in');
    await question.getByRole('button', { name: 'Take in' }).click();
    await page.getByText('3 people entered').waitFor();
    expect(await whenCompleted(3)).toEqual({ completed: 3 });
    await open();
    await page.getByText('Everybody who is there has been in it.').waitFor();
    await page.keyboard.press('Escape');
  });

  step('is warned of a circle before publishing, and sees whom it kept out', async () => {
    const answering = (name: string, on: string, give: string) => ({
      name,
      triggers: [{ type: 'tag_added', tag: on }],
      entry: { again: 'always' },
      start: 'drop',
      steps: {
        drop: { type: 'remove_tag', tag: on, next: 'give' },
        give: { type: 'add_tag', name: 'Answer', tag: give, next: null },
      },
    });
    await publish(answering('Pong', 'pong', 'ping'));
    ({ id: automation } = await call<{ id: number }>('POST', '/automations', answering('Ping', 'ping', 'pong')));
    await page.goto(`/automations/${String(automation)}`);
    await page.getByRole('button', { name: 'Publish' }).click();
    const review = page.getByRole('dialog', { name: 'Publish Ping?' });
    await review.getByText(/Sets off “Pong”, which sets off this automation again/).waitFor();
    await isFit('circle review');
    await review.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Ping is live').waitFor();
    const contact = await newContact({ tags: ['ping'] });
    await page.getByText('1 person was not taken in: automations go round in a circle').waitFor({ timeout: 60_000 });
    await page.goto(`/automations/${String(automation)}?view=why&contact=${String(contact)}`);
    await page.getByText(/was not taken in: automations have set each other off/).waitFor();
    await page.getByRole('tab', { name: 'People' }).click();
    await page.getByRole('link', { name: 'Pong' }).waitFor();
    await isFit('kept out');
    await page.getByRole('button', { name: 'Forget' }).click();
    await page.getByText('1 person is forgotten here').waitFor();
  });

  step('sees who is held with a whole batch, since when and why, and tries them again', async () => {
    automation = await publish({ name: 'Held up', triggers: [{ type: 'manual' }], start: 'mark', steps: STEPS });
    const hold = `
      INSERT INTO enrolments (automation_id, version, contact_id, step, held_until, held_since, error, due_at)
      VALUES ($1, 1, $2, 'mark', now() + interval '1 hour', now() - interval '2 hours', 'There is no step "levitate"', now())`;
    await installation.database.db.execute(hold, [automation, await newContact()]);
    await page.goto(`/automations/${String(automation)}`);
    await page.getByText('1 person does not get on').waitFor();
    await page.getByRole('tab', { name: 'People' }).click();
    const held = group('There is no step "levitate"');
    await held.getByText('1 person does not get on at: Mark them').waitFor();
    await held
      .getByText(/2 h\w*\.? ago/)
      .first()
      .waitFor();
    await isFit('held');
    await held.getByRole('button', { name: 'Try again' }).click();
    await held.waitFor({ state: 'detached' });
    expect(await whenCompleted(1)).toEqual({ completed: 1 });
  });

  step('begins a new automation blank or by a recipe', async () => {
    await page.goto('/automations/new');
    await page
      .getByRole('link', { name: /Page visit: write, and tell sales/ })
      .first()
      .waitFor();
    await isFit('new automation');
    await page.getByRole('button', { name: 'Create automation' }).click();
    await page.getByText('Fill this in').first().waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Blank');
    await page.getByRole('button', { name: 'Create automation' }).click();
    await page.getByRole('heading', { name: 'Blank' }).waitFor();
  });
});
