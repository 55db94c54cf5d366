import { readFileSync } from 'node:fs';
import { LaunchError } from '../console-output.js';
import { pathOf } from '../files/path-of.js';

/** Options of the command that are options of the import under the same name, by what their text becomes. */
const PLAIN = ['kind', 'match', 'on-conflict', 'consent-source', 'zone', 'delimiter', 'encoding'] as const;
export const IMPORT_OPTION_NAMES = [...PLAIN, 'mapping', 'options', 'tags', 'consents'] as const;
export const IMPORT_SWITCHES = ['create-fields', 'dry-run', 'run-automations'] as const;

type OptionName = (typeof IMPORT_OPTION_NAMES)[number];

export interface ImportCommandRequest {
  readonly mapping?: unknown;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * What `POST /imports` would be sent. `--options` brings everything at once; the others come on top of it. Values are
 * checked by the import itself. Throws {@link LaunchError} for what is no JSON or no pair.
 */
export function readImportRequest(
  values: Readonly<Partial<Record<OptionName, string>>>,
  switches: ReadonlySet<string>,
): ImportCommandRequest {
  const base = values.options === undefined ? {} : readJson('--options', values.options);
  const plain = PLAIN.flatMap((name) => (values[name] === undefined ? [] : [[snakeCase(name), values[name]]]));
  const on = IMPORT_SWITCHES.filter((name) => switches.has(name)).map((name) => [snakeCase(name), true]);
  return {
    ...(values.mapping === undefined ? {} : { mapping: readJson('--mapping', values.mapping) }),
    options: {
      ...base,
      ...(Object.fromEntries([...plain, ...on]) as Record<string, unknown>),
      ...(values.tags === undefined ? {} : { tags: listOf(values.tags) }),
      ...(values.consents === undefined ? {} : { consents: Object.fromEntries(listOf(values.consents).map(toPair)) }),
    },
  };
}

/** JSON as it stands, or a file that holds it. */
function readJson(option: string, text: string): Record<string, unknown> {
  const isInline = text.trimStart().startsWith('{');
  try {
    return JSON.parse(isInline ? text : readFileSync(pathOf(text), 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    const what = isInline ? '' : `, read from ${text},`;
    throw new LaunchError(`${option}${what} is no JSON object: ${(cause as Error).message}`, { cause });
  }
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function toPair(text: string): [string, string] {
  const [topic = '', status = '', ...rest] = text.split('=');
  if (!topic || !status || rest.length > 0) {
    throw new LaunchError(`--consents names topics and their status, as newsletter=subscribed; "${text}" is no pair.`);
  }
  return [topic, status];
}

function snakeCase(name: string): string {
  return name.replaceAll('-', '_');
}
