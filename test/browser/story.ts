import { expect, it } from '@jest/globals';
import type { WatchedPage } from './browser.js';

type Step = (name: string, walk: () => Promise<void>) => void;

/**
 * Steps of one story, in order. When one fails, those after it say so instead of failing for its sake; a picture of the
 * page is kept, and what went wrong in the page comes with the error. A step also fails by what goes wrong in its page.
 */
export function tellStory(story: string, watched: () => WatchedPage, timeoutMs: number): Step {
  let stopped = false;
  return (name, walk) => {
    it(
      name,
      async () => {
        if (stopped) throw new Error('A step before this one failed.');
        try {
          await walk();
        } catch (error) {
          stopped = true;
          await watched().picture(`failed ${story} ${name}`, { fullPage: true, failed: true });
          throw new Error(watched().faults.join('\n'), { cause: error });
        }
        expect(watched().faults).toEqual([]);
      },
      timeoutMs,
    );
  };
}
