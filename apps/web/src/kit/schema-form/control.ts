import type { ComponentType } from 'react';

import type { JsonSchema } from '../../api/registry';

export interface ControlProps {
  /** Human name of the property. */
  label: string;
  description?: string | undefined;
  schema: JsonSchema;
  value: unknown;
  /** `undefined` takes the property away. */
  onChange: (value: unknown) => void;
  error?: string | undefined;
  required: boolean;
  /** Path of the property, for nested errors. */
  path: string;
  errors: Record<string, string>;
}

export type Control = ComponentType<ControlProps>;

/** Controls by name: what `control` in a schema, or the shape of the schema, asks for. */
export type Controls = Record<string, Control>;

const ALIAS_BY_NAME: Record<string, string> = {
  template: 'template',
  template_id: 'template',
  segment: 'segment',
  segment_id: 'segment',
  sender: 'sender',
  sender_id: 'sender',
  automation: 'automation',
  tag: 'tag',
  tags: 'tags',
  topic: 'topic',
  field: 'field',
  event: 'event',
  condition: 'condition',
  filter: 'condition',
  where: 'where',
  user: 'user',
  message: 'longText',
  body: 'longText',
};

/** What a value may be instead, each a schema of its own; shapes of one object (see `shapes.tsx`) are none. */
export function variantsOf(schema: JsonSchema): JsonSchema[] | undefined {
  return schema.properties ? undefined : (schema.anyOf ?? schema.oneOf);
}

/** The only schema left when `null` is one of two. */
export function unwrap(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const named =
    schema.$ref?.startsWith('#/$defs/') === true ? root.$defs?.[schema.$ref.slice('#/$defs/'.length)] : undefined;
  const target = named ? { ...named, ...schema, $ref: '' } : schema;
  const variants = variantsOf(target)?.filter(({ type }) => type !== 'null');
  const [only] = variants ?? [];
  if (variants?.length !== 1 || !only) return target;
  // What is said of the whole (title, help, control) holds for the one that is left.
  const { anyOf: _anyOf, oneOf: _oneOf, ...whole } = target;
  return { ...only, ...whole, title: target.title ?? only.title ?? '' };
}

/** What a schema says it is, in one word, when its name says nothing. */
function byShape(schema: JsonSchema): string {
  if (schema.const !== undefined) return 'constant';
  if (schema.enum) return 'choice';
  if (schema.format === 'password') return 'password';
  const variants = variantsOf(schema);
  if (variants?.every((variant) => variant.const !== undefined || variant.enum !== undefined) === true) return 'choice';
  if (variants) return 'variants';
  if (schema.pattern?.includes('min|h|d') === true) return 'duration';
  switch (schema.type) {
    case 'boolean':
      return 'boolean';
    case 'number':
    case 'integer':
      return 'number';
    case 'string':
      return schema.format === 'date' || schema.format === 'time' ? schema.format : 'text';
    case 'array':
      return schema.items?.type === 'string' && !schema.items.enum ? 'texts' : 'list';
    case 'object':
      return schema.properties ? 'object' : 'json';
    default:
      return 'json';
  }
}

/** The name of the control for a property. */
export function controlFor(name: string, schema: JsonSchema): string {
  if (schema.control !== undefined) return schema.control;
  const shape = byShape(schema);
  const named = ALIAS_BY_NAME[name];
  // A property called `message` that is a list of choices stays a list of choices.
  return named !== undefined && ['text', 'number', 'texts', 'json', 'variants', 'object'].includes(shape)
    ? named
    : shape;
}

/** `remind_every` → "Remind every", unless the schema has a title. */
export function labelOf(name: string, schema: JsonSchema): string {
  if (schema.title !== undefined && schema.title !== '') return schema.title;
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
