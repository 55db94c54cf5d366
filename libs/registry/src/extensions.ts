import { HELPERS } from '#libs/content';
import { MAILBOX_PROVIDERS, RETURN_SOURCES, TRANSPORTS } from '#libs/delivery';
import { AUDIENCE_PROVIDERS } from '#libs/ledger';
import { ERROR_CODES, ERROR_KINDS } from '#libs/kernel';
import { z } from 'zod';
import { STEPS } from './automation-steps.js';
import { TRIGGERS } from './automation-triggers.js';
import { CONDITION_LEAVES } from './conditions.js';

/** One entry of a registry as programs and the web app see it: forms are drawn from its schema. */
export interface Extension {
  readonly type: string;
  readonly label: string;
  readonly description: string;
  /** JSON Schema (2020-12) of its parameters. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** As it is written in a template; helpers only. */
  readonly example?: string;
  /** Where a step's edges stand in its parameters, as `next` or `branches[].next`; steps only. */
  readonly edges?: readonly string[];
  /** What it is for: a provider that takes mail may report under the same type; providers only. */
  readonly purpose?: 'sending' | 'returns' | 'audiences';
  /** How returned mail comes from it: it reports by POST /hooks/{type}, or it is asked; providers only. */
  readonly way?: 'hook' | 'poll';
  /** The HTTP status of an error. */
  readonly status?: number;
  /** Why it cannot be chosen on this installation; transports only, and only those. */
  readonly unavailable?: string;
}

export const EXTENSION_KINDS = [
  'conditions',
  'triggers',
  'steps',
  'providers',
  'transports',
  'mailbox_providers',
  'helpers',
  'errors',
] as const;

export type ExtensionKind = (typeof EXTENSION_KINDS)[number];

/** What has a type and parameters: conditions, triggers, steps and transports are declared in this shape. */
interface Declared {
  readonly type: string;
  readonly label: string;
  readonly description: string;
  readonly params: z.ZodType;
}

type TransportCheck = NonNullable<(typeof TRANSPORTS)[number]['unavailable']>;

const transports = TRANSPORTS.map(fromDeclared);

/** Every listed extension, by kind. */
export const EXTENSIONS: Readonly<Record<ExtensionKind, readonly Extension[]>> = {
  conditions: CONDITION_LEAVES.map(fromDeclared),
  triggers: TRIGGERS.map(fromDeclared),
  steps: STEPS.map((step) => ({ ...fromDeclared(step), edges: step.edges })),
  // What reports to us (POST /hooks/{type}, or a mailbox that is asked) after what takes our mail.
  providers: [
    ...transports.map((transport) => ({ ...transport, purpose: 'sending' as const })),
    ...RETURN_SOURCES.map((source) => ({ ...fromDeclared(source), purpose: 'returns' as const, way: source.way })),
    ...AUDIENCE_PROVIDERS.map((provider) => ({ ...fromDeclared(provider), purpose: 'audiences' as const })),
  ],
  transports,
  // What a limit for recipient domains may name beside a domain.
  mailbox_providers: MAILBOX_PROVIDERS.map(({ name, label, counts }) => ({
    ...{ type: name, label, description: counts, schema: {} },
  })),
  helpers: HELPERS.map(({ name, label, description, example, parameters }) => ({
    ...fromDeclared({ type: name, label, description, params: parameters }),
    example,
  })),
  errors: Object.entries(ERROR_CODES).map(([code, { kind, meaning }]) => ({
    type: code,
    label: code,
    description: meaning,
    status: ERROR_KINDS[kind].status,
    schema: {},
  })),
};

/** The entries of a kind as one installation has them. */
export function extensionsOf(kind: ExtensionKind, env: Parameters<TransportCheck>[0]): readonly Extension[] {
  if (kind !== 'transports') return EXTENSIONS[kind];
  return EXTENSIONS.transports.map((entry) => {
    const reason = TRANSPORTS.find(({ type }) => type === entry.type)?.unavailable?.(env) ?? null;
    return reason === null ? entry : { ...entry, unavailable: reason };
  });
}

function fromDeclared({ type, label, description, params }: Declared): Extension {
  return { type, label, description, schema: toJsonSchema(params) };
}

/** What a program may send: defaults are optional, and what JSON Schema cannot say is left open. */
function toJsonSchema(params: z.ZodType): Record<string, unknown> {
  return { ...z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }) };
}
