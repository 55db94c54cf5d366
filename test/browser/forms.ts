import type { Locator, Page } from 'playwright-core';
import { settled } from './judge-page.js';

interface FormCase {
  readonly at: string;
  /** The button that opens the form, where it stands in a dialog. */
  readonly open?: string;
  /** The button that sends it. */
  readonly action: string;
  /** What comes of sending it as it is when opened. */
  readonly untouched: 'refused' | 'taken';
}

/** Every form of the web app that can be reached with the demo business loaded. */
export const FORMS: readonly FormCase[] = [
  { at: '/audience/new', action: 'Add contact', untouched: 'refused' },
  { at: '/audience/1/edit', action: 'Save changes', untouched: 'taken' },
  { at: '/segments/new', action: 'Create segment', untouched: 'refused' },
  { at: '/segments/new?kind=static', action: 'Create list', untouched: 'refused' },
  { at: '/templates/new', action: 'Create template', untouched: 'refused' },
  { at: '/campaigns/new', action: 'Create draft', untouched: 'refused' },
  { at: '/automations/new', action: 'Create automation', untouched: 'refused' },
  { at: '/settings', action: 'Save changes', untouched: 'taken' },
  { at: '/settings/account', action: 'Save name', untouched: 'taken' },
  { at: '/settings/account', action: 'Change password', untouched: 'refused' },
  { at: '/settings/people', open: 'Invite somebody', action: 'Make the invitation link', untouched: 'refused' },
  { at: '/settings/senders', open: 'Add sender', action: 'Add sender', untouched: 'refused' },
  { at: '/settings/topics', open: 'Add topic', action: 'Add topic', untouched: 'refused' },
  { at: '/settings/currencies', open: 'Add a rate', action: 'Save the rate', untouched: 'refused' },
  { at: '/settings/fields', open: 'Add field', action: 'Add field', untouched: 'refused' },
  { at: '/settings/tags', open: 'Add tag', action: 'Add tag', untouched: 'refused' },
  { at: '/settings/keys', open: 'New key', action: 'Make the key', untouched: 'refused' },
];

/** What is typed into, but for dates, numbers and choices: those refuse letters while they are typed. */
const TYPED = [
  'input:not([type=hidden],[type=radio],[type=checkbox],[type=file],[type=date],[type=datetime-local],[readonly]',
  ',[role=combobox],[aria-haspopup],[inputmode=decimal],[inputmode=numeric],.mantine-PillsInputField-field):visible',
  ', textarea:not([aria-haspopup]):visible',
].join('');
const REFUSED = '[aria-invalid="true"]:visible';
const TOAST = '.mantine-Notification-root';
/** Signs of a machine talking to itself. */
const RAW = /undefined|null|NaN|\[object|Error:|exception|at \w+ \(|violates|constraint|SQL/i;

/** A form as a person has it before them. */
export class FormOnPage {
  private constructor(
    private readonly page: Page,
    private readonly form: Locator,
    private readonly action: string,
  ) {}

  static async open(page: Page, { at, open, action }: FormCase): Promise<FormOnPage> {
    await page.goto(at);
    await settled(page);
    if (open !== undefined) await page.getByRole('button', { name: open }).first().click();
    const place = open === undefined ? page.locator('main') : page.getByRole('dialog');
    const form = place.locator('form').filter({ has: page.getByRole('button', { name: action, exact: true }) });
    await form.waitFor();
    return new FormOnPage(page, form, action);
  }

  /** Types the text into every field; gives back what the fields then hold. */
  async fill(text: string): Promise<string[]> {
    for (const field of await this.form.locator(TYPED).all()) await field.fill(text);
    return this.values();
  }

  async values(): Promise<string[]> {
    return Promise.all((await this.form.locator(TYPED).all()).map((field) => field.inputValue()));
  }

  async send(): Promise<void> {
    await this.form.getByRole('button', { name: this.action, exact: true }).click();
  }

  /** Waits for the errors and gives back their words; each must be tied to its field, and the first be in focus. */
  async refusals(): Promise<string[]> {
    const fields = this.form.locator(REFUSED);
    await fields.first().waitFor();
    await this.form.locator(`${REFUSED}:focus`).waitFor();
    return Promise.all((await fields.all()).map((field) => this.errorOf(field)));
  }

  /** Waits until the form was taken, or refused with words at a field or above all fields. */
  async answered(): Promise<'taken' | 'refused'> {
    const refused = this.form.locator(`${REFUSED}, [role=alert]`).first();
    await Promise.any([
      this.page.locator(TOAST).first().waitFor(),
      this.form.waitFor({ state: 'detached' }),
      refused.waitFor(),
    ]);
    return (await refused.isVisible()) ? 'refused' : 'taken';
  }

  private async errorOf(field: Locator): Promise<string> {
    const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ').filter((id) => id.endsWith('error'));
    const words = await Promise.all(ids.map((id) => this.page.locator(`[id="${id}"]`).innerText()));
    return words.join(' ');
  }
}

/** What is wrong with the words of an error; nothing when a person can act on them. */
export function faultOfWords(words: string): string | undefined {
  if (words.trim() === '') return 'a field is refused without a word';
  if (!/[.!?]$/.test(words.trim())) return `no sentence: ${words}`;
  return RAW.test(words) ? `not for people: ${words}` : undefined;
}
