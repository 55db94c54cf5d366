import { type OpenAccounts, openAccounts } from '#libs/accounts';
import type { Config } from '#libs/kernel';
import type { ConsoleOutput } from '../console-output.js';
import { DemoClient } from './demo-client.js';
import { isDemoDue, readDemoState, writeDemoState } from './demo-state.js';
import { loadDemo } from './load-demo.js';
import { removeDemo } from './remove-demo.js';

/** An installation that runs, as the demo sees it. */
export interface DemoPlace {
  readonly databaseUrl: string;
  readonly baseUrl: string;
  readonly config: Config;
  readonly out: ConsoleOutput;
  /** Stops the work; it can be taken up again. */
  readonly signal?: AbortSignal;
}

/** Without a word from the person: only where nothing of theirs is set. */
function isWanted({ env }: Config): boolean {
  return env.TIDINGS_DEMO ?? (!env.DATABASE_URL && !env.SMTP_URL);
}

/** For `npm start`: loads the demo when it is due. Resolves with whether it did. */
export function loadDemoWhenDue(place: DemoPlace): Promise<boolean> {
  return withAccounts(place, async (accounts) => {
    const due = await isDemoDue(accounts.db, isWanted(place.config));
    if (due) await load(accounts, place);
    return due;
  });
}

/** For `tidings demo`: loads it, or goes on. Resolves with false when it is there already. */
export function loadDemoNow(place: DemoPlace): Promise<boolean> {
  return withAccounts(place, async (accounts) => {
    const due = (await readDemoState(accounts.db)) !== 'loaded';
    if (due) await load(accounts, place);
    return due;
  });
}

/** For `tidings demo --remove`. Resolves with whether there was one. */
export function removeDemoNow(place: DemoPlace): Promise<boolean> {
  return withAccounts(place, async (accounts) => {
    const state = await readDemoState(accounts.db);
    const present = state === 'loaded' || state === 'loading';
    if (present) await withKey(accounts, place, (api) => removeDemo(api, place.out.say));
    if (present) await writeDemoState(accounts.db, 'removed');
    return present;
  });
}

async function load(accounts: OpenAccounts, place: DemoPlace): Promise<void> {
  await writeDemoState(accounts.db, 'loading');
  await withKey(accounts, place, (api) => loadDemo(api, place.out.say));
  await writeDemoState(accounts.db, 'loaded');
}

async function withAccounts<T>(
  { databaseUrl, config }: DemoPlace,
  work: (accounts: OpenAccounts) => Promise<T>,
): Promise<T> {
  const accounts = await openAccounts(databaseUrl, config);
  try {
    return await work(accounts);
  } finally {
    await accounts.close();
  }
}

/** The demo uses the API like any program, by a key that lasts as long as it works. */
async function withKey(
  { keys }: OpenAccounts,
  { baseUrl, signal = new AbortController().signal }: DemoPlace,
  work: (api: DemoClient) => Promise<void>,
): Promise<void> {
  const { key, secret } = await keys.create({ name: 'Demo business', role: 'administrator' }, null);
  try {
    await work(new DemoClient(baseUrl, secret, signal));
  } finally {
    await keys.revoke(key.id, null);
  }
}
