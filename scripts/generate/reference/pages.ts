import { configSchema } from '#libs/kernel';
import { EXTENSIONS, type Extension, type ExtensionKind } from '#libs/registry';
import { z } from 'zod';
import type { JsonSchema } from '../openapi/json-schema.js';
import { NOTE, table } from './markdown.js';
import { inWords } from './schema-words.js';

interface Heading {
  readonly title: string;
  readonly intro: string;
}

const HEADINGS: Readonly<Partial<Record<ExtensionKind, Heading>>> = {
  conditions: {
    title: 'Conditions',
    intro:
      'The leaves of a condition tree. `{ "all": [] }`, `{ "any": [] }` and `{ "not": {} }` combine them to any depth. ' +
      'How to add one: [add a condition](../how-to/add-a-condition.md).',
  },
  triggers: {
    title: 'Triggers',
    intro: 'What starts an automation. How to add one: [add a trigger](../how-to/add-a-trigger.md).',
  },
  steps: {
    title: 'Steps',
    intro: 'What an automation can do. How to add one: [add a step](../how-to/add-a-step.md).',
  },
  transports: {
    title: 'Transports',
    intro: 'The ways to hand mail over. How to add one: [add a transport](../how-to/add-a-transport.md).',
  },
  helpers: { title: 'Template helpers', intro: 'What may stand between the braces of a template.' },
};

/** The pages of docs/reference, by file name. */
export function makePages(): Record<string, string> {
  const extensions = Object.entries(HEADINGS).map(([kind, heading]) => [
    `${kind}.md`,
    page(heading, EXTENSIONS[kind as ExtensionKind].map(describeExtension).join('\n\n')),
  ]);
  return {
    ...(Object.fromEntries(extensions) as Record<string, string>),
    'errors.md': page(ERRORS, errorTable()),
    'environment.md': page(ENVIRONMENT, environmentTable()),
  };
}

const ERRORS: Heading = {
  title: 'Error codes',
  intro:
    'Every error answer is a problem document (RFC 9457) with one of these codes in `code`. Codes are stable: programs ' +
    'may decide by them.',
};

const ENVIRONMENT: Heading = {
  title: 'Environment',
  intro: 'Every variable that Tidings reads. It checks them when it starts and says what is wrong with which.',
};

function page({ title, intro }: Heading, body: string): string {
  return `${NOTE}\n\n# ${title}\n\n${intro}\n\n${body}\n`;
}

function describeExtension({ type, label, description, example, schema }: Extension): string {
  const rows = parametersOf(schema);
  const parts = [
    `## \`${type}\`: ${label}`,
    description,
    example ? `\`\`\`handlebars\n${example}\n\`\`\`` : '',
    rows.length > 0 ? table(['parameter', 'is', 'needed', 'meaning'], rows) : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function parametersOf({ properties = {}, required = [] }: JsonSchema): string[][] {
  return Object.entries(properties).map(([name, schema]) => [
    `\`${name}\``,
    inWords(schema),
    required.includes(name) ? 'yes' : 'no',
    [schema.title, schema.description].filter(Boolean).join(': '),
  ]);
}

function errorTable(): string {
  const rows = [...EXTENSIONS.errors]
    .sort((a, b) => (a.type < b.type ? -1 : 1))
    .map(({ type, status, description }) => [`<a id="${type}"></a>\`${type}\``, String(status), description]);
  return table(['code', 'status', 'meaning'], rows);
}

/** Which default depends on the machine: it is said in words. */
const DEFAULTS: Readonly<Record<string, string>> = { TIDINGS_WORKERS: 'cores − 1, at least 1' };

function environmentTable(): string {
  const { properties = {} } = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const rows = Object.entries(properties).map(([name, { default: usual, description = '' }]) => [
    `\`${name}\``,
    DEFAULTS[name] ?? (usual === undefined ? 'not set' : `\`${String(usual as string | number)}\``),
    description,
  ]);
  return table(['variable', 'default', 'meaning'], rows);
}
