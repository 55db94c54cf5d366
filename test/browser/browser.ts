import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const OUTPUT = path.resolve(import.meta.dirname, '../../test-output/browser');

/** Debian's Chromium: nothing is downloaded when packages are installed. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A page that remembers what went wrong in it: errors of scripts, failed requests, answers from 500 on. */
export class WatchedPage {
  readonly faults: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.faults.push(`error: ${error.message}`));
    page.on('console', (message) => {
      // A refusal that the page shows to its user is logged by the browser, too.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.faults.push(`console: ${message.text()}`);
      }
    });
    page.on('response', (response) => {
      if (response.status() >= 500) this.faults.push(`${String(response.status())} ${response.url()}`);
    });
  }

  static async open(
    browser: Browser,
    options: { baseURL: string; width?: number; height?: number; colorScheme?: 'light' | 'dark' },
  ): Promise<WatchedPage> {
    const { baseURL, width = 1440, height = 900, colorScheme = 'light' } = options;
    const context = await browser.newContext({ baseURL, colorScheme, viewport: { width, height }, locale: 'en-GB' });
    context.setDefaultTimeout(20_000);
    return new WatchedPage(context, await context.newPage());
  }

  /** Kept for a look afterwards, under test-output/browser. */
  async picture(name: string, fullPage = false): Promise<void> {
    mkdirSync(OUTPUT, { recursive: true });
    await this.page.screenshot({ path: path.join(OUTPUT, `${name}.png`), fullPage });
  }
}
