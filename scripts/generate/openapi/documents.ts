import { organisationSchema } from '#libs/accounts';
import { automationDocument, dryRun, simulation } from '#libs/automations';
import { CONSENT_STATUSES, type FieldType, SYSTEM_FIELDS } from '#libs/contacts';
import { EXTENSIONS } from '#libs/registry';
import { z } from 'zod';
import type { JsonSchema } from './json-schema.js';

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const text: JsonSchema = { type: 'string' };

/** Documents with schemas of their own, which the compiler's types cannot tell: they replace types of these names. */
export function makeDocuments(): Record<string, JsonSchema> {
  const documents: Record<string, JsonSchema> = {};
  const add = (name: string, schema: object): void => void Object.assign(documents, hoist(name, schema));
  add('Condition', condition());
  for (const { type, schema } of EXTENSIONS.conditions) add(`Condition_${type}`, typed(type, schema));
  add('Automation', automation());
  for (const { type, schema } of EXTENSIONS.triggers) add(`Trigger_${type}`, typed(type, schema));
  for (const { type, schema } of EXTENSIONS.steps) add(`Step_${type}`, typed(type, schema));
  add('AutomationSimulation', z.toJSONSchema(simulation, { io: 'input', unrepresentable: 'any' }));
  add('AutomationDryRun', z.toJSONSchema(dryRun, { io: 'input', unrepresentable: 'any' }));
  add('Organisation', z.toJSONSchema(organisationSchema, { io: 'output' }));
  add('OrganisationChanges', z.toJSONSchema(organisationSchema.partial(), { io: 'input' }));
  add('ContactInput', contact());
  add('EventInput', event());
  return documents;
}

/** Bodies that the controllers hand on as they came, by the key of the route table. */
export const BODIES: Readonly<Record<string, JsonSchema>> = {
  'PATCH /api/v1/settings': ref('OrganisationChanges'),
  'POST /api/v1/contacts': ref('ContactInput'),
  'PATCH /api/v1/contacts/{id}': ref('ContactInput'),
  'POST /api/v1/contacts/batch': { type: 'array', maxItems: 10_000, items: ref('ContactInput') },
  'POST /api/v1/events': {
    anyOf: [ref('EventInput'), { type: 'array', maxItems: 5_000, items: ref('EventInput') }],
  },
  'POST /api/v1/automations': ref('Automation'),
  'PUT /api/v1/automations/{id}': ref('Automation'),
  'POST /api/v1/automations/{id}/simulate': ref('AutomationSimulation'),
  'POST /api/v1/automations/{id}/dry-run': ref('AutomationDryRun'),
  'POST /api/v1/automations/{id}/dry-run/live': ref('AutomationDryRun'),
};

function condition(): JsonSchema {
  const list: JsonSchema = { type: 'array', items: ref('Condition') };
  const node = (name: string, schema: JsonSchema): JsonSchema => ({
    type: 'object',
    properties: { [name]: schema },
    required: [name],
    additionalProperties: false,
  });
  return {
    description: 'A tree: all, any and not to any depth over leaves. Empty all is everybody, empty any is nobody.',
    anyOf: [
      node('all', list),
      node('any', list),
      node('not', ref('Condition')),
      ...EXTENSIONS.conditions.map(({ type }) => ref(`Condition_${type}`)),
    ],
  };
}

function automation(): JsonSchema {
  const document = z.toJSONSchema(automationDocument, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const { triggers, steps } = document.properties ?? {};
  if (triggers) triggers.items = { anyOf: EXTENSIONS.triggers.map(({ type }) => ref(`Trigger_${type}`)) };
  if (steps) steps.additionalProperties = { anyOf: EXTENSIONS.steps.map(({ type }) => ref(`Step_${type}`)) };
  return document;
}

const FIELD_SCHEMAS: Readonly<Record<FieldType, JsonSchema>> = {
  text,
  number: { type: 'number' },
  money: { type: 'number' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string', format: 'date-time' },
  boolean: { type: 'boolean' },
  choice: text,
  set: { type: 'array', items: text },
  url: { type: 'string', format: 'uri' },
  phone: text,
};

function contact(): JsonSchema {
  const system = SYSTEM_FIELDS.map(({ key, type }) => [key, { anyOf: [FIELD_SCHEMAS[type], { type: 'null' }] }]);
  return {
    type: 'object',
    description: 'Found by email or external_id, else made. What is absent stays, null clears.',
    properties: {
      email: { type: ['string', 'null'], format: 'email' },
      external_id: { type: ['string', 'null'] },
      ...(Object.fromEntries(system) as Record<string, JsonSchema>),
      fields: { type: 'object', additionalProperties: {}, description: 'Custom fields by key.' },
      tags: { type: 'array', items: text, description: 'Added, and made when new.' },
      consents: { type: 'object', additionalProperties: { type: 'string', enum: [...CONSENT_STATUSES] } },
    },
  };
}

function event(): JsonSchema {
  return {
    type: 'object',
    required: ['contact', 'name'],
    properties: {
      contact: {
        type: 'object',
        description: 'One or more of these. An unknown email or external_id makes a contact.',
        properties: { id: { type: 'integer' }, email: text, external_id: text, visitor_id: text },
      },
      name: text,
      id: { type: 'string', description: 'Your own: the second event with it is a duplicate, for 13 months.' },
      occurred_at: { type: 'string', format: 'date-time' },
      value: { anyOf: [{ type: 'number' }, { type: 'string' }], description: 'Kept exactly.' },
      currency: { type: 'string', description: 'ISO 4217; the organisation’s when absent.' },
      properties: { type: 'object', additionalProperties: {} },
      trigger: { type: 'boolean', description: 'Lets an event older than 24 hours start automations, too.' },
    },
  };
}

/** A leaf, trigger or step: its type beside its parameters. */
function typed(type: string, schema: object): JsonSchema {
  const { properties = {}, required = [], ...rest } = schema as JsonSchema;
  return { ...rest, properties: { type: { const: type }, ...properties }, required: ['type', ...required] };
}

/** A schema of its own becomes a part of the document: its definitions turn into components, its references follow. */
function hoist(name: string, schema: object): Record<string, JsonSchema> {
  const { $defs = {}, $schema: _schema, ...own } = schema as JsonSchema & { $defs?: object; $schema?: string };
  const parts = Object.entries({ '': own, ...$defs }).map(([part, value]) => [
    part === '' ? name : `${name}_${part.replace(/^_+/, '')}`,
    redirect(value, name),
  ]);
  return Object.fromEntries(parts) as Record<string, JsonSchema>;
}

function redirect(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((part) => redirect(part, name));
  if (typeof value !== 'object' || value === null) return value;
  if ('control' in value && value.control === 'condition') return ref('Condition');
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === '$ref' ? target(String(part), name) : redirect(part, name),
    ]),
  );
}

function target(reference: string, name: string): string {
  if (reference === '#') return `#/components/schemas/${name}`;
  return reference.replace(/^#\/\$defs\/_*/, `#/components/schemas/${name}_`);
}
