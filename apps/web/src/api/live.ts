import { useEffect, useRef, useSyncExternalStore } from 'react';

import { apiUrl } from './client';

/** A live message: what it is about, and the numbers of that topic. */
export interface LiveEvent {
  topic: string;
  [name: string]: unknown;
}

type Listener = (event: LiveEvent) => void;

/** Topics change together when a page opens; one connection is made for all of them. */
const SETTLE_MS = 50;
const RECONNECT_MS = 5_000;
/** The server ends a connection now and then; only what lasts is told. */
const TELL_AFTER_MS = 4_000;

const listeners = new Map<string, Set<Listener>>();
const watchers = new Set<() => void>();
let source: EventSource | undefined;
let connected = '';
let lost = false;
let pending: ReturnType<typeof setTimeout> | undefined;
let telling: ReturnType<typeof setTimeout> | undefined;

function setLost(value: boolean): void {
  if (lost === value) return;
  lost = value;
  for (const watcher of watchers) watcher();
}

function noteSuccess(): void {
  clearTimeout(telling);
  telling = undefined;
  setLost(false);
}

function noteFailure(): void {
  telling ??= setTimeout(() => setLost(true), TELL_AFTER_MS);
}

function receive(message: MessageEvent<string>): void {
  const event = JSON.parse(message.data) as LiveEvent;
  for (const listener of listeners.get(event.topic) ?? []) listener(event);
}

function connect(): void {
  pending = undefined;
  const topics = [...listeners.keys()].sort().join(',');
  const isAlive = source !== undefined && source.readyState !== EventSource.CLOSED;
  if (topics === connected && isAlive) return;
  source?.close();
  source = undefined;
  connected = topics;
  if (topics === '') {
    noteSuccess();
    return;
  }
  const next = new EventSource(apiUrl('/live', { topics }));
  next.onopen = noteSuccess;
  next.onmessage = receive;
  next.onerror = () => {
    noteFailure();
    // The browser reconnects by itself unless the answer was an error.
    if (next.readyState === EventSource.CLOSED) schedule(RECONNECT_MS);
  };
  source = next;
}

function schedule(delayMs: number): void {
  clearTimeout(pending);
  pending = setTimeout(connect, delayMs);
}

function listen(topic: string, listener: Listener): () => void {
  const known = listeners.get(topic) ?? new Set();
  listeners.set(topic, known.add(listener));
  schedule(SETTLE_MS);
  return () => {
    known.delete(listener);
    if (known.size === 0) listeners.delete(topic);
    schedule(SETTLE_MS);
  };
}

/** Whether live numbers are interrupted. Pages that need them poll meanwhile. */
export function useLiveLost(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => lost,
  );
}

/** Calls back for every message of a topic like `campaign:12`; '' listens to nothing. */
export function useLive(topic: string, onEvent: Listener): void {
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => (topic === '' ? undefined : listen(topic, (event) => latest.current(event))), [topic]);
}
