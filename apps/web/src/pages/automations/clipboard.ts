import type { Clip } from './flow/edit';

const KEY = 'tidings.steps';

/** Steps that were copied, here or in another automation or tab. */
export function readClip(): Clip | undefined {
  const text = localStorage.getItem(KEY);
  if (text === null) return undefined;
  const clip = JSON.parse(text) as Clip;
  return Object.hasOwn(clip.steps, clip.root) ? clip : undefined;
}

export function keepClip(clip: Clip): void {
  localStorage.setItem(KEY, JSON.stringify(clip));
}
