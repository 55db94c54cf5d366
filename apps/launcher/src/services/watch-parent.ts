const POLL_MS = 500;

/**
 * Calls `gone` when the process that started us has ended without a word (`kill -9` of npm): a terminal that is closed,
 * or a test that is cut off, must not leave an installation behind. Only under `npm start`; whoever starts us in another
 * way (a service manager, nohup) may well want us to outlive the shell.
 */
export function watchParent(gone: () => void): void {
  if (process.env['npm_lifecycle_event'] !== 'start') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, POLL_MS).unref();
}
