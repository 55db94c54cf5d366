import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const OUTPUT = path.resolve(import.meta.dirname, '../../test-output');

/** Chromium without its windows, where it is installed: the same engine for a sixth less work. */
const HEADLESS = '/usr/bin/chromium-headless-shell';

/** Debian's Chromium: nothing is downloaded when packages are installed. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: existsSync(HEADLESS) ? HEADLESS : '/usr/bin/chromium',
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

type PageOptions = Pick<BrowserContextOptions, 'baseURL' | 'reducedMotion' | 'storageState'> & {
  readonly width?: number;
  readonly height?: number;
};

/** A page that remembers what went wrong in it: errors of scripts, failed requests, answers from 500 on. */
export class WatchedPage {
  readonly faults: string[] = [];
  /** Answers from 400 to 499: right where somebody asks for what they may not have, wrong on a page that only shows. */
  readonly refusals: string[] = [];

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
      const { status, url } = { status: response.status(), url: response.url() };
      if (status >= 400) (status >= 500 ? this.faults : this.refusals).push(`${String(status)} ${url}`);
    });
    page.on('requestfailed', (request) => {
      // What is still on its way when a page is left is given up.
      const reason = request.failure()?.errorText ?? '';
      if (reason !== 'net::ERR_ABORTED') this.faults.push(`${reason} ${request.url()}`);
    });
  }

  static async open(browser: Browser, { width = 1440, height = 900, ...options }: PageOptions): Promise<WatchedPage> {
    const context = await browser.newContext({ locale: 'en-GB', ...options, viewport: { width, height } });
    context.setDefaultTimeout(20_000);
    return new WatchedPage(context, await context.newPage());
  }

  /**
   * For a look afterwards, in a folder of test-output. Of what passes only where TIDINGS_PICTURES is set: a picture of
   * a whole page takes as long as everything else that is done with it.
   */
  async picture(name: string, { fullPage = false, folder = 'browser', failed = false } = {}): Promise<void> {
    if (!failed && process.env['TIDINGS_PICTURES'] === undefined) return;
    const file = path.join(OUTPUT, folder, `${name}.jpg`);
    mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file, fullPage, quality: 80 });
  }
}
