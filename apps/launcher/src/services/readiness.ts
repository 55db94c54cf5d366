import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 150;
const REQUEST_TIMEOUT_MS = 5_000;

/** Resolves when the api says that it, the database and the queue can serve; rejects only when `signal` aborts. */
export async function untilHealthy(baseUrl: string, signal: AbortSignal): Promise<void> {
  while (!(await isHealthy(`${baseUrl}/health/ready`))) await sleep(POLL_MS, undefined, { signal });
}

/** Whether there is a Tidings that can serve. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch (error) {
    // fetch reports "nobody listens yet" and "too slow" as these two; anything else is a fault of ours.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) return false;
    throw error;
  }
}
