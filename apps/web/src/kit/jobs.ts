import { useSyncExternalStore } from 'react';

export type JobKind = 'import' | 'segment' | 'campaign';

/** Long work that was started in this browser. Its state is asked of the API, only the reference is kept. */
export interface JobReference {
  kind: JobKind;
  id: number;
  name: string;
  /** True once it was seen to be over. */
  over?: boolean;
}

const STORE_KEY = 'tidings.jobs';
const MOST = 12;

const watchers = new Set<() => void>();
let jobs: JobReference[] = read();

function isReference(value: unknown): value is JobReference {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value && 'name' in value;
}

function read(): JobReference[] {
  const stored: unknown = JSON.parse(localStorage.getItem(STORE_KEY) ?? '[]');
  return Array.isArray(stored) ? stored.filter(isReference) : [];
}

function write(next: JobReference[]): void {
  jobs = next.slice(0, MOST);
  localStorage.setItem(STORE_KEY, JSON.stringify(jobs));
  for (const watcher of watchers) watcher();
}

function isSame(a: JobReference, b: Pick<JobReference, 'kind' | 'id'>): boolean {
  return a.kind === b.kind && a.id === b.id;
}

/** Puts long work into the tray, newest first. */
export function trackJob(job: JobReference): void {
  write([job, ...jobs.filter((each) => !isSame(each, job))]);
}

export function dismissJob(job: JobReference): void {
  write(jobs.filter((each) => !isSame(each, job)));
}

/** Notes that a job is over; it stays in the tray until it is taken off. */
export function finishJob(job: JobReference): void {
  write(jobs.map((each) => (isSame(each, job) ? { ...each, over: true } : each)));
}

export function useJobs(): JobReference[] {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => jobs,
  );
}
