import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { LaunchedTidings } from '../setup/launched-tidings.js';
import { needs } from '../setup/needs.js';
import { makeDataFolder } from '../support/data-folder.js';
import { freePort } from '../support/mail-sink.js';
import { openBrowser, WatchedPage } from './browser.js';
import { tellStory } from './story.js';

const PASSWORD = 'four words in a row';

const PEOPLE = `Address,First name,Country,Household size,Notes
ada@reader.example,Ada,GB,2,
grace@reader.example,Grace,US,4,likes trains
linus@reader.example,Linus,FI,1,
not an address,Nobody,GB,1,
ada@reader.example,Ada,GB,3,
`;

const ORDERS = `When,Who,Amount,Category
2026-11-01 10:00:00,ada@reader.example,120.50,BIKES
2026-11-02 11:00:00,ada@reader.example,80.25,BIKES
2026-11-03 12:00:00,grace@reader.example,15.00,BOOKS
`;

const TEMPLATE = `<mjml><mj-body><mj-section><mj-column>
<mj-text>Hello {{default contact.first_name "there"}},</mj-text>
{{#segment "bike-buyers"}}<mj-text>Your adviser is one call away.</mj-text>{{else}}<mj-text>Here is how our plans compare.</mj-text>{{/segment}}
<mj-button href="https://plans.example/">See the plans</mj-button>
<mj-text><a href="{{unsubscribe_url}}">Unsubscribe</a></mj-text>
</mj-column></mj-section></mj-body></mjml>`;

/** A visit of the pricing page: tag, mail, wait, then tell sales about those who buy bikes. */
const FLOW = {
  triggers: [{ type: 'page_viewed', path: '/pricing' }],
  start: 'tag',
  steps: {
    tag: { type: 'add_tag', tag: 'interest:pricing', next: 'mail' },
    mail: { type: 'send_email', template: 'Prices', next: 'wait' },
    wait: { type: 'wait', for: '2d', next: 'branch' },
    branch: {
      type: 'branch',
      branches: [{ condition: { type: 'segment', op: 'in', segment: 'Bike buyers' }, next: 'sales' }],
      else: null,
    },
    sales: {
      type: 'notify_sales',
      to: 'owner',
      message: '{{contact.email}} looked at the prices',
      due: '1d',
      next: null,
    },
  },
};

/** Run in the page, whose session it has: puts ids in the place of names, and saves. Resolves with what was refused. */
const WRITE_FLOW = `(async () => {
  const idOf = async (what, name) =>
    (await (await fetch('/api/v1/' + what)).json()).data.find((each) => each.name === name).id;
  const flow = ${JSON.stringify(FLOW)};
  flow.steps.mail.template = await idOf('templates', 'Prices');
  flow.steps.branch.branches[0].condition.segment = await idOf('segments', 'Bike buyers');
  const answer = await fetch('/api/v1' + location.pathname, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'x-csrf-token': (await (await fetch('/api/v1/session')).json()).csrf },
    body: JSON.stringify(flow),
  });
  return answer.ok ? '' : await answer.text();
})()`;

/** What happened to Ada, in the words of her timeline. */
const TIMELINE = [
  'Unsubscribed by a mail',
  'Sales is done with: ada@reader.example looked at the prices',
  'Clicked https://plans.example/',
  'Was sent “Ada, a word on prices”',
  '“Pricing page follow-up”: Branch',
  'Tag “interest:pricing” was added',
  'Entered the automation “Pricing page follow-up”',
  'Viewed a page',
  'Completed an order',
];

needs('chromium')('the main job in the web app', () => {
  let dataDir: string;
  let tidings: LaunchedTidings;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  let baseURL: string;

  beforeAll(async () => {
    dataDir = makeDataFolder('browser');
    const port = await freePort();
    baseURL = `http://localhost:${String(port)}`;
    tidings = new LaunchedTidings({ dataDir, port });
    [browser] = await Promise.all([openBrowser(), tidings.ready()]);
    watched = await WatchedPage.open(browser, { baseURL });
    page = watched.page;
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await tidings.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  const step = tellStory('main job', () => watched, 60_000);

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const choose = async (label: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: label }).last().click();
    await page.getByRole('option', { name: option }).click();
  };

  step('makes the first account by the link of the console, signs out and in', async () => {
    await tidings.shows('/setup?token=');
    const [link = ''] = /http:\S+\/setup\?token=\S+/.exec(tidings.output) ?? [];
    await page.goto(link);
    await page.getByLabel('Your name').fill('Olivia Owner');
    await page.getByLabel('Email address').fill('olivia@shop.example');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Password once more').fill(PASSWORD);
    await button('Create the account').click();
    await page.getByRole('heading', { name: 'Hello Olivia' }).waitFor();
    await button(/Olivia Owner/).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Email address').fill('olivia@shop.example');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await button('Sign in').click();
    await page.getByRole('heading', { name: 'Hello Olivia' }).waitFor();
  });

  async function importFile(name: string, text: string, kind: 'People' | 'Events'): Promise<void> {
    await page.goto('/imports/new');
    await page.getByRole('radio', { name: kind }).click();
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await button('Read the file').click();
  }

  step('imports people: columns are mapped, one bad row costs one row', async () => {
    await importFile('people.csv', PEOPLE, 'People');
    await page.getByRole('combobox', { name: 'Column Household size becomes' }).click();
    await page.getByRole('option', { name: 'New field “household_size”' }).click();
    await page.getByText('of 5 columns are used').waitFor();
    await button('Next').click();
    await page.getByRole('combobox', { name: 'Subscribe to' }).press('ArrowDown');
    await page.getByRole('option', { name: 'Newsletter' }).click();
    await page.keyboard.press('Escape');
    await page.getByLabel('Where they agreed').fill('Sign-up sheet');
    await button('Check without writing').click();
    await page.getByText('This is what the import would do. Nothing was written.').waitFor();
    await button('Import the file').click();
    await page.getByText('The import is done.').waitFor();
    await page.getByRole('cell', { name: 'not an address', exact: true }).waitFor();
    await watched.picture('import');
  });

  step('imports orders as events', async () => {
    await importFile('orders.csv', ORDERS, 'Events');
    for (const [column, target] of [
      ['When', 'When it happened'],
      ['Who', 'Address of the contact'],
      ['Amount', 'Value'],
    ] as const) {
      await page.getByRole('combobox', { name: `Column ${column} becomes` }).click();
      await page.getByRole('option', { name: target }).click();
    }
    await page.getByLabel('Name of every event').fill('order_completed');
    await button('Next').click();
    await button('Import the file').click();
    await page.getByText('The import is done.').waitFor();
  });

  step('sets a sender', async () => {
    await page.goto('/settings/senders');
    await button('Add sender').first().click();
    await page.getByLabel('Name', { exact: true }).fill('The shop');
    await page.getByLabel('Address', { exact: true }).fill('hello@shop.example');
    await page.getByLabel('Postal address').fill('1 Main Street, London');
    await page.getByRole('dialog').getByRole('button', { name: 'Add sender' }).click();
    await page.getByRole('cell', { name: 'hello@shop.example' }).first().waitFor();
  });

  step('describes a segment and sees who matches', async () => {
    await page.goto('/segments/new');
    await page.getByLabel('Name', { exact: true }).fill('Bike buyers');
    await button('Add condition').click();
    await page.getByRole('option', { name: 'Country', exact: true }).click();
    await choose('Comparison', 'is any of');
    await page.getByRole('combobox', { name: 'Values' }).fill('GB');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await button('Add condition').click();
    await page.getByRole('option', { name: 'order_completed' }).click();
    await page.getByLabel('Value', { exact: true }).last().fill('2');
    await page.getByText('1 contact matches').waitFor();
    await button('Create segment').click();
    await page.getByRole('heading', { name: 'Bike buyers' }).waitFor();
    await page.getByRole('cell', { name: /Ada/ }).waitFor();
  });

  step('writes a template with a block by segment and sees it as two readers do', async () => {
    await page.goto('/templates/new');
    await page.getByLabel('Name', { exact: true }).fill('Prices');
    await page.getByLabel('Subject', { exact: true }).fill('{{default contact.first_name "Hello"}}, a word on prices');
    await button('Create template').click();
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(TEMPLATE);
    await button('Save and publish').click();
    await page.getByText('Prices was saved and published').waitFor();
    const preview = page.frameLocator('iframe[title="The mail as this contact gets it"]');
    const asContact = page.getByRole('combobox', { name: 'As it looks for' });
    await asContact.fill('grace');
    await page.getByRole('option', { name: /Grace/ }).click();
    await preview.getByText('Here is how our plans compare.').waitFor();
    await asContact.fill('ada@');
    await page.getByRole('option', { name: /Ada/ }).click();
    await preview.getByText('Your adviser is one call away.').waitFor();
    await watched.picture('template');
  });

  step('draws an automation, makes its wait short and publishes it', async () => {
    await page.goto('/automations/new');
    await page.getByLabel('Name', { exact: true }).fill('Pricing page follow-up');
    await button('Create automation').click();
    await button(/^Edit Wait/).waitFor();
    // Plus buttons and panels have a walk of their own: here the flow is written as a program would.
    const problem = await page.evaluate<string>(WRITE_FLOW);
    expect(problem).toBe('');
    await page.reload();
    await button(/^Edit Wait/).click();
    const panel = page.getByRole('dialog', { name: 'Wait' });
    await panel.getByRole('textbox', { name: 'For', exact: true }).fill('2');
    await panel.getByRole('combobox', { name: 'Unit' }).first().click();
    await page.getByRole('option', { name: 'seconds' }).click();
    await button('Close').click();
    await watched.picture('automation');
    await button('Publish').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Pricing page follow-up is live').waitFor();
  });

  step('makes a key with which the site posts a visit', async () => {
    await page.goto('/settings/keys');
    await button('New key').first().click();
    await page.getByLabel('Name', { exact: true }).fill('The site');
    await button('Make the key').click();
    const apiKey = await page.getByRole('textbox', { name: 'API key', exact: true }).inputValue();
    await button('I have copied it').click();
    for (const email of ['ada@reader.example', 'grace@reader.example']) {
      const answer = await fetch(`${baseURL}/api/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ contact: { email }, name: 'page_viewed', properties: { path: '/pricing/team' } }),
      });
      expect([answer.status, await answer.json()]).toMatchObject([202, { accepted: 1 }]);
    }
  });

  step('reads the mail as its reader sees it, and follows its link', async () => {
    await page.goto('/mailbox');
    await page.getByRole('link', { name: /Ada, a word on prices/ }).click();
    const frame = page.locator('iframe[title="The mail as its reader sees it"]');
    expect(await frame.getAttribute('sandbox')).toBe('');
    await frame.contentFrame().getByText('Your adviser is one call away.').waitFor();
    for (const view of ['Text', 'Headers', 'Source']) await page.getByRole('tab', { name: view }).click();
    await page.getByText('List-Unsubscribe-Post').waitFor();
    await page.getByRole('tab', { name: 'Mail' }).click();
    const link = page.getByRole('link', { name: 'See the plans' });
    const target = await fetch((await link.getAttribute('href')) ?? '', { redirect: 'manual' });
    expect([target.status, target.headers.get('location')]).toEqual([302, 'https://plans.example/']);
  });

  step('sees the sales alert, takes it over and gets it done', async () => {
    await page.goto('/sales');
    const alert = page.getByRole('listitem').filter({ hasText: 'ada@reader.example looked at the prices' });
    await alert.getByRole('button', { name: 'I take it' }).click();
    await page.getByText('You take care of').waitFor();
    await alert.getByText('Olivia Owner is in charge').waitFor();
    await alert.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Nobody needs a call right now.').waitFor();
  });

  step('sends a campaign to everyone who subscribed and reads its report', async () => {
    await page.goto('/campaigns/new');
    await page.getByLabel('Name', { exact: true }).fill('Winter prices');
    await choose('Template', 'Prices');
    await page.getByRole('switch', { name: 'Send to everyone' }).press('Space');
    await page.getByLabel('Why one mail fits everyone').fill('The prices change for all.');
    await button('Create draft').click();
    await button('Send to 3 people').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send to 3 people' }).click();
    await page.getByText('Completed').first().waitFor();
    const sent = page
      .locator('dt', { hasText: /^Sent$/ })
      .locator('..')
      .locator('dd');
    await sent.filter({ hasText: '3' }).first().waitFor();
    await watched.picture('campaign');
    await button('Show 3 people: Sent').click();
    const people = page.getByRole('dialog', { name: 'Sent: who they are' });
    await people.getByRole('link', { name: 'Ada' }).waitFor();
    expect(await people.getByRole('row').count()).toBe(4);
    await page.keyboard.press('Escape');
    await people.waitFor({ state: 'hidden' });
  });

  step('unsubscribes as the reader does: opening the link changes nothing, the button does', async () => {
    await page.goto('/mailbox?search=ada%40reader.example');
    await page
      .getByRole('link', { name: /Ada, a word on prices/ })
      .first()
      .click();
    const link = await page.getByRole('link', { name: 'Unsubscribe', exact: true }).getAttribute('href');
    const reader = await watched.context.newPage();
    await reader.goto(link ?? '');
    await reader.getByRole('heading', { name: 'Unsubscribe?' }).waitFor();
    await page.goto('/audience?search=ada%40reader.example');
    await page.getByRole('link', { name: 'Ada' }).click();
    await page
      .getByRole('cell', { name: 'Subscribed', exact: true })
      .or(page.getByText('Subscribed', { exact: true }))
      .first()
      .waitFor();
    await reader.getByRole('button', { name: 'Unsubscribe' }).click();
    await reader.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    await reader.close();
  });

  step('finds all of it on the timeline of the contact', async () => {
    await page.reload();
    for (const words of TIMELINE) await page.getByText(words).first().waitFor();
    await watched.picture('contact', { fullPage: true });
  });
});
