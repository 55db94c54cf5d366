// Plain lines for the person who waits.
const REMIND_MS = 10_000;

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** A fault with a sentence on what to do; everything else is a bug and keeps its stack. */
export class PrepareError extends Error {}

/** Says what is being done, and every ten seconds that it still is. */
export async function showing(what, work) {
  const started = Date.now();
  say(`${what}…`);
  const timer = setInterval(() => say(`  still at it (${seconds(started)} s)`), REMIND_MS);
  try {
    const result = await work();
    say(`  done in ${seconds(started)} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

function seconds(started) {
  return Math.round((Date.now() - started) / 100) / 10;
}
