import { type Config, readConfig } from '#libs/kernel';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsoleOutput } from './console-output.js';
import { loadDemoWhenDue } from './demo/demo-service.js';
import { apiPlan, type LaunchFacts, mailboxPlan, returnsPlan, workerPlans } from './launch-plan.js';
import { type RunningInstallation } from './running-installation.js';
import { claimablePort } from './services/claimable-port.js';
import { launchDatabase } from './services/launched-database.js';
import { type LogFile, openLogFile } from './services/log-file.js';
import { untilHealthy } from './services/readiness.js';
import { runMigrations } from './services/run-migrations.js';
import { secretHint } from './services/secret-hint.js';
import { signInHint } from './services/sign-in-hint.js';
import { smtpProblem } from './services/smtp-check.js';
import { type ProcessPlan, SupervisedProcess } from './supervisor/supervised-process.js';

/** After this long without readiness the console says what is still missing, and where to look. */
const SLOW_START_MS = 30_000;
const ANY_ADDRESS = ['0.0.0.0', '::', ''];

/**
 * Starts everything in the order in which it is needed, into `running`, and resolves when Tidings can be used.
 * `signal` aborts when the person wants to stop meanwhile. Throws LaunchError and ConfigError for what has to be put right.
 */
export async function launch(running: RunningInstallation, out: ConsoleOutput, signal: AbortSignal): Promise<void> {
  const wanted = readConfig();
  out.say('Starting Tidings');
  const port = await claimablePort(wanted.env.HOST, wanted.env.PORT, 'PORT');
  const config = readConfig({ ...process.env, PORT: String(port) });
  const dataDir = resolve(config.env.TIDINGS_DATA_DIR);
  const log = openLogFile(dataDir);
  running.database = await launchDatabase(config, dataDir, out);
  signal.throwIfAborted();
  const facts = await gatherFacts(config, { dataDir, databaseUrl: running.database.url });
  await runMigrations(facts.databaseUrl, config.env.QUEUE_URL ?? facts.databaseUrl, out);
  signal.throwIfAborted();
  startProcesses(running, facts, (plan) => new SupervisedProcess(plan, log, out));
  await untilReady(running, facts, { out, signal, log });
  out.say(`Tidings is ready at ${config.publicUrl}`);
  out.say(await signInHint(facts.databaseUrl, config));
  out.say(`  Everything else is in the log: ${log.path}. Ctrl-C stops Tidings.`);
  tellAboutSecret(facts, out);
  await warnAboutSmtp(facts, out);
  await fillWithDemo(facts, out, signal);
}

/** Tidings can be used meanwhile. Stopped or failed, it goes on at the next start. */
async function fillWithDemo(facts: LaunchFacts, out: ConsoleOutput, signal: AbortSignal): Promise<void> {
  const { databaseUrl, config } = facts;
  try {
    const loaded = await loadDemoWhenDue({ databaseUrl, config, out, signal, baseUrl: localUrlOf(facts) });
    if (loaded)
      out.say('  The demo business is loaded: look around. `npm run -s tidings -- demo --remove` takes it out.');
  } catch (error) {
    if (signal.aborted) return;
    out.warn(`  The demo business could not be loaded: ${(error as Error).message}. The next start tries again.`);
  }
}

async function gatherFacts(
  config: Config,
  found: Omit<LaunchFacts, 'config' | 'mailboxPort' | 'returnsPort'>,
): Promise<LaunchFacts> {
  const wantedPort = config.env.TIDINGS_MAILBOX_PORT ?? 0;
  const mailboxPort = config.env.SMTP_URL
    ? undefined
    : await claimablePort('127.0.0.1', wantedPort, 'TIDINGS_MAILBOX_PORT');
  const bouncePort = config.env.BOUNCE_SMTP_PORT;
  const returnsPort =
    bouncePort === undefined ? undefined : await claimablePort(config.env.HOST, bouncePort, 'BOUNCE_SMTP_PORT');
  return { config, ...found, mailboxPort, returnsPort };
}

function startProcesses(
  running: RunningInstallation,
  facts: LaunchFacts,
  supervise: (plan: ProcessPlan) => SupervisedProcess,
): void {
  if (facts.mailboxPort !== undefined) running.mailbox = supervise(mailboxPlan(facts));
  if (facts.returnsPort !== undefined) running.returns = supervise(returnsPlan(facts));
  running.api = supervise(apiPlan(facts));
  running.workers.push(...workerPlans(facts).map(supervise));
  for (const process of [running.mailbox, running.returns, running.api, ...running.workers]) process?.start();
}

interface WaitOptions {
  readonly out: ConsoleOutput;
  readonly signal: AbortSignal;
  readonly log: LogFile;
}

async function untilReady(running: RunningInstallation, facts: LaunchFacts, options: WaitOptions): Promise<void> {
  const waitingFor = new Set(['the api', 'a worker']);
  const done = (part: string) => (): void => void waitingFor.delete(part);
  const over = new AbortController();
  void sleep(SLOW_START_MS, undefined, { signal: over.signal }).then(
    () => {
      options.out.say(`  Still waiting for ${[...waitingFor].join(' and ')}; the log is ${options.log.path}`);
    },
    () => undefined,
  );
  const aborted = new Promise<never>((_, reject) => {
    options.signal.addEventListener('abort', () => {
      reject(options.signal.reason as Error);
    });
  });
  const aWorker = Promise.race(running.workers.map((worker) => worker.firstReady)).then(done('a worker'));
  const theApi = untilHealthy(localUrlOf(facts), options.signal).then(done('the api'));
  try {
    await Promise.race([Promise.all([aWorker, theApi]), aborted]);
  } finally {
    over.abort();
  }
}

function localUrlOf({ config }: LaunchFacts): string {
  const host = ANY_ADDRESS.includes(config.env.HOST) ? '127.0.0.1' : config.env.HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${config.env.PORT}`;
}

/** Nothing is wrong yet: whoever begins has no backups that leave the house. */
function tellAboutSecret({ config }: LaunchFacts, out: ConsoleOutput): void {
  const hint = secretHint(config);
  if (hint) out.say(`  Note: ${hint.what}. ${hint.todo}.`);
}

/** Mail waits in the ledger while nobody answers, so this stops nothing. */
async function warnAboutSmtp({ config }: LaunchFacts, out: ConsoleOutput): Promise<void> {
  if (!config.env.SMTP_URL) return;
  const problem = await smtpProblem(config.env.SMTP_URL);
  if (problem)
    out.warn(`  Warning: the SMTP server cannot be reached (${problem}). Mail waits until it can. Check SMTP_URL.`);
}
