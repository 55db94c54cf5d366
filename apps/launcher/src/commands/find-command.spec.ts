import { describe, expect, it } from '@jest/globals';
import { defineCommand } from './define-command.js';
import { findCommand, helpText } from './find-command.js';
import { COMMANDS } from './index.js';

const command = (name: string): ReturnType<typeof defineCommand> =>
  defineCommand({ name, usage: '<what>', summary: `Does ${name}.`, run: () => Promise.resolve(0) });

describe('choosing a command', () => {
  const commands = [command('user'), command('user add'), command('migrate')];

  it('takes the longest name that the words begin with, and passes the rest on', () => {
    expect(findCommand(commands, ['user', 'add', 'a@b.example', '--role', 'viewer'])).toMatchObject({
      command: { name: 'user add' },
      args: ['a@b.example', '--role', 'viewer'],
    });
    expect(findCommand(commands, ['user', 'list'])).toMatchObject({ command: { name: 'user' }, args: ['list'] });
  });

  it('finds nothing for words that are no command', () => {
    expect(findCommand(commands, ['users'])).toBeUndefined();
    expect(findCommand(commands, [])).toBeUndefined();
  });

  it('lists every command in the help', () => {
    for (const { name, summary } of COMMANDS) {
      expect(helpText(COMMANDS)).toContain(name);
      expect(helpText(COMMANDS)).toContain(summary);
    }
  });

  it('has each name once', () => {
    const names = COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
