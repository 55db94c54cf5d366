import { type Config } from '#libs/kernel';
import { type ConsoleOutput } from '../console-output.js';

/** What a command can use. Nothing is opened before it asks. */
export interface CommandContext {
  readonly config: Config;
  readonly out: ConsoleOutput;
  /** Folder of this installation, absolute. */
  readonly dataDir: string;
  /** URL of the database: DATABASE_URL, or the embedded one, which is started when it does not run. */
  readonly databaseUrl: () => Promise<string>;
}

/** One command of `tidings`. A new one is a file of its own and a line in commands/index.ts. */
export interface Command {
  /** The words that choose it: "migrate", "user add". */
  readonly name: string;
  /** What follows the name, as shown in the help. */
  readonly usage: string;
  readonly summary: string;
  /** Resolves with the exit code. Throws LaunchError or DomainError for what the person has to put right. */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

export function defineCommand(command: Command): Command {
  return command;
}
