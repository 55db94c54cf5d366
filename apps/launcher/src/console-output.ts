/** What `npm start` shows: few plain lines. Everything detailed goes to the log file. */
export interface ConsoleOutput {
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
}

export const consoleOutput: ConsoleOutput = {
  say: (line) => void process.stdout.write(`${line}\n`),
  warn: (line) => void process.stderr.write(`${line}\n`),
};

/** The terminal may go while we run; whoever closed it does not read on, and what runs must still be ended in order. */
export function ignoreClosedConsole(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Something that the person at the console has to put right: shown as it is, without a stack; exit code 1. */
export class LaunchError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LaunchError';
  }
}
