import { parseArgs } from 'node:util';
import { LaunchError } from '../console-output.js';

interface Options<Name extends string> {
  readonly values: Readonly<Partial<Record<Name, string>>>;
  readonly switches: ReadonlySet<string>;
  readonly words: readonly string[];
}

/** Splits a command's arguments into `--name value`, `--switch` and words. Throws {@link LaunchError} for unknown ones. */
export function parseOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
  switches: readonly string[] = [],
): Options<Name> {
  const options = Object.fromEntries([
    ...names.map((name) => [name, { type: 'string' as const }]),
    ...switches.map((name) => [name, { type: 'boolean' as const }]),
  ]) as Record<string, { type: 'string' | 'boolean' }>;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const on = Object.keys(values).filter((name) => values[name] === true);
    return { values: values as Partial<Record<Name, string>>, switches: new Set(on), words: positionals };
  } catch (cause) {
    throw new LaunchError((cause as Error).message.split('. ')[0] ?? 'Unknown option', { cause });
  }
}

/** One of the allowed words. Throws {@link LaunchError} with the list. */
export function oneOf<Word extends string>(name: string, value: string, allowed: readonly Word[]): Word {
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw new LaunchError(`${name} must be one of ${allowed.join(', ')}; it is "${value}".`);
  return found;
}
