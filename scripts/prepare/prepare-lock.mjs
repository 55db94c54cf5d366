import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './progress.mjs';

const POLL_MS = 500;
const STARTING_MS = 5_000;

/** One `npm start` or `npm test` at a time installs and builds in a checkout; another one waits for it. */
export async function withPrepareLock(root, work) {
  const lock = join(root, '.preparing');
  for (let told = false; !claim(lock); told = true) {
    if (!told) say('Another command is preparing this folder; waiting for it.');
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Making a folder either succeeds or fails, for one of two at a time. */
function claim(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function isHeld(lock) {
  const pid = readPid(lock);
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readPid(lock) {
  const deadline = Date.now() + STARTING_MS;
  while (Date.now() < deadline) {
    try {
      const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'));
      if (pid > 0) return pid;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50); // its holder is about to write it
  }
  return undefined;
}
