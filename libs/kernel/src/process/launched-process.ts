/** What an api or worker process tells the launcher over Node's IPC channel. Started on its own, it tells nobody. */
export interface ReadyMessage {
  readonly ready: true;
}

/** Call once, when the process can serve: `npm start` waits for it. */
export function reportReady(): void {
  process.send?.({ ready: true } satisfies ReadyMessage);
}

export function isReadyMessage(message: unknown): message is ReadyMessage {
  return typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;
}

/**
 * Runs `stop` when the launcher has gone, also by SIGKILL: the channel closes then. Nobody would restart or end this
 * process any more. Does nothing for a process that has no launcher.
 */
export function onLauncherGone(stop: () => void): void {
  process.once('disconnect', stop);
}
