import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SupervisedProcess } from './supervised-process.js';

let folder: string;
let said: string[];
let logged: string[];
let process_: SupervisedProcess | undefined;

/** A child of ours that writes its process number to the file `pids` at each start and then does this. */
function supervise(script: string): SupervisedProcess {
  const file = join(folder, 'child.mjs');
  const pids = JSON.stringify(join(folder, 'pids'));
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs';\nappendFileSync(${pids}, process.pid + '\\n');\n${script}`,
  );
  const log = {
    path: join(folder, 'log'),
    fd: openSync(join(folder, 'log'), 'a'),
    write: (text: string) => void logged.push(text),
    close: () => undefined,
  };
  const out = { say: (line: string) => void said.push(line), warn: (line: string) => void said.push(line) };
  process_ = new SupervisedProcess({ name: 'child', script: file, env: process.env }, log, out);
  process_.start();
  return process_;
}

function starts(): number[] {
  try {
    return readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
  } catch {
    return []; // not started yet
  }
}

async function until(condition: () => boolean, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition() && Date.now() < deadline) await sleep(20);
  expect(condition()).toBe(true);
}

const STAY = 'setInterval(() => undefined, 1000); process.send({ ready: true });';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidings-supervisor-'));
  said = [];
  logged = [];
});

afterEach(async () => {
  await process_?.stop(1_000);
  rmSync(folder, { recursive: true, force: true });
});

describe('a supervised process', () => {
  it('is ready when it says so', async () => {
    await supervise(STAY).firstReady;
    expect(starts()).toHaveLength(1);
  }, 30_000);

  it('is started again when it is killed, and the console says so', async () => {
    await supervise(STAY).firstReady;
    process.kill(starts()[0]!, 'SIGKILL');
    await until(() => starts().length === 2);
    expect(said).toEqual(['  The child ended (SIGKILL); starting it again.']);
  }, 30_000);

  it('is started again without giving up, but said so only now and then, with what it complained of', async () => {
    supervise(`console.error('no such table'); process.exit(3);`);
    await until(() => starts().length >= 4);
    expect(said).toEqual(['  The child ended (exit code 3); starting it again.\n    no such table']);
    expect(logged.filter((line) => line.includes('starting it again')).length).toBeGreaterThanOrEqual(3);
  }, 60_000);

  it('is asked to finish when stopped, and not started again', async () => {
    const running = supervise(`process.on('SIGTERM', () => { console.error('bye'); process.exit(0); }); ${STAY}`);
    await running.firstReady;
    await running.stop(10_000);
    await sleep(600);
    expect(starts()).toHaveLength(1);
    expect(logged.join('')).toContain('bye');
    expect(said).toEqual([]);
  }, 30_000);

  it('is ended by force when it does not finish in time', async () => {
    const running = supervise(`process.on('SIGTERM', () => undefined); ${STAY}`);
    await running.firstReady;
    await running.stop(200);
    expect(said.join()).toContain('did not finish within 0.2 s');
    expect(running.running).toBe(false);
  }, 30_000);
});
