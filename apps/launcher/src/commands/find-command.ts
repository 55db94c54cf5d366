import { type Command } from './define-command.js';

export interface FoundCommand {
  readonly command: Command;
  /** What follows the command's name. */
  readonly args: readonly string[];
}

/** The command whose words the arguments begin with; the longest name wins. */
export function findCommand(commands: readonly Command[], argv: readonly string[]): FoundCommand | undefined {
  const matching = commands
    .map((command) => ({ command, words: command.name.split(' ') }))
    .filter(({ words }) => words.every((word, index) => argv[index] === word))
    .sort((a, b) => b.words.length - a.words.length);
  const best = matching[0];
  return best && { command: best.command, args: argv.slice(best.words.length) };
}

/** The help: every command, and below it a line on what it does. */
export function helpText(commands: readonly Command[]): string {
  const entries = commands.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.trim()}\n      ${summary}`);
  return ['Usage: tidings <command>', '', ...entries].join('\n');
}
