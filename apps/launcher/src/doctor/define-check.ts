import { type CommandContext } from '../commands/define-command.js';

export interface Finding {
  readonly state: 'ok' | 'warning' | 'failed';
  /** What was found and, unless all is well, what to do. */
  readonly message: string;
}

/** One thing that `tidings doctor` looks at. Never throws for what it finds. */
export interface Check {
  readonly label: string;
  run(context: CommandContext): Promise<Finding[]>;
}

export function defineCheck(check: Check): Check {
  return check;
}

export const ok = (message: string): Finding => ({ state: 'ok', message });
export const warning = (message: string): Finding => ({ state: 'warning', message });
export const failed = (message: string): Finding => ({ state: 'failed', message });
