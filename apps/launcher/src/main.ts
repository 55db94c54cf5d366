import 'reflect-metadata';
import { ConfigError } from '#libs/kernel';
import { consoleOutput, ignoreClosedConsole, LaunchError } from './console-output.js';
import { launch } from './launch.js';
import { RunningInstallation } from './running-installation.js';
import { watchParent } from './services/watch-parent.js';

/** A terminal's Ctrl-C reaches npm and us, and npm passes it on: what follows this closely is the same key press. */
const SAME_KEY_PRESS_MS = 1_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const running = new RunningInstallation();
const stopper = new AbortController();
let stoppingSince: number | undefined;
let forced = false;

function onSignal(): void {
  if (stoppingSince === undefined) {
    stoppingSince = performance.now();
    consoleOutput.say('\nStopping (Ctrl-C again to stop at once)');
    stopper.abort(new LaunchError('stopped'));
    void stopAfter(launching);
  } else if (performance.now() - stoppingSince > SAME_KEY_PRESS_MS) {
    void stopByForce();
  }
}

/** What is being started must have started, or nobody would know of it and end it. */
async function stopAfter(launched: Promise<void>): Promise<void> {
  await launched;
  await running.stop();
  if (forced) return; // the other one ends us
  consoleOutput.say('Tidings has stopped.');
  process.exit(); // 0, or 1 after a fault
}

async function stopByForce(): Promise<void> {
  if (forced) return;
  forced = true;
  consoleOutput.warn('Stopping at once.');
  await running.stopByForce();
  process.exit(1);
}

async function launchOrExplain(): Promise<void> {
  try {
    await launch(running, consoleOutput, stopper.signal);
  } catch (error) {
    if (stopper.signal.aborted) return;
    const known = error instanceof LaunchError || error instanceof ConfigError;
    consoleOutput.warn(known ? `\n${error.message}` : `\nTidings could not start: ${String((error as Error).stack)}`);
    await running.stop();
    process.exit(1);
  }
}

/** A fault of ours: the database must not stay behind without its launcher. */
function onFault(fault: unknown): void {
  consoleOutput.warn(`Unexpected fault of the launcher: ${String((fault as Error).stack)}`);
  process.exitCode = 1;
  onSignal();
}

ignoreClosedConsole();
process.on('uncaughtException', onFault);
process.on('unhandledRejection', onFault);
const launching = launchOrExplain();
for (const signal of SIGNALS) process.on(signal, onSignal);
watchParent(onSignal);
await launching;
