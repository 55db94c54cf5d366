import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { createContext, use, useState } from 'react';

import type { JsonSchema } from '../../api/registry';
import { FormGroup } from '../form-group';
import { t } from '../../messages';
import { basicControls } from './basic-controls';
import { blankOf } from './blank';
import { controlFor, labelOf, unwrap, variantsOf } from './control';
import type { Control, ControlProps, Controls } from './control';
import { documentControls } from './document-controls';
import { JsonControl } from './json-control';
import { outside, shapeOf, shapesOf, ShapeChoice, toShape } from './shapes';
import { timeControls } from './time-controls';

interface SchemaContext {
  controls: Controls;
  root: JsonSchema;
}

const Context = createContext<SchemaContext>({ controls: {}, root: {} });

type ObjectValue = Record<string, unknown>;

function isObject(value: unknown): value is ObjectValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ObjectControl: Control = ({ label, schema, value, onChange, path, errors }) => (
  <FormGroup variant="nested" title={label}>
    <Properties schema={schema} value={isObject(value) ? value : {}} onChange={onChange} path={path} errors={errors} />
  </FormGroup>
);

const ListControl: Control = ({ label, schema, value, onChange, path, errors }) => {
  const items = Array.isArray(value) ? (value as unknown[]) : [];
  const itemSchema = schema.items ?? {};
  return (
    <FormGroup variant="nested" title={label}>
      <Stack gap="sm">
        {items.map((item, index) => (
          <Group key={index} wrap="nowrap" align="flex-start">
            <Stack gap="sm" flex={1}>
              <Property
                name={labelOf('', itemSchema)}
                schema={itemSchema}
                value={item}
                onChange={(next) => onChange(items.with(index, next))}
                required
                path={`${path}[${index}]`}
                errors={errors}
              />
            </Stack>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('schemaForm.removeRow')}
              onClick={() => onChange(items.toSpliced(index, 1))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="light"
          size="xs"
          w="fit-content"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange([...items, blankOf(itemSchema)])}
        >
          {t('schemaForm.addRow')}
        </Button>
      </Stack>
    </FormGroup>
  );
};

/** Where a value is there before anybody has written something. */
const EMPTY = { object: {}, boolean: false };

/** Whether a value is of a variant: by the constant or the required properties that the variant names. */
function fits(variant: JsonSchema, value: unknown): boolean {
  if (variant.const !== undefined) return variant.const === value;
  if (variant.enum) return variant.enum.includes(value as string);
  if (!isObject(value)) {
    const type = Array.isArray(value) ? 'array' : typeof value;
    return variant.type === type || (variant.type === 'integer' && type === 'number');
  }
  const required = variant.required ?? [];
  const constants = Object.entries(variant.properties ?? {}).filter(([, property]) => property.const !== undefined);
  return (
    variant.type === 'object' &&
    required.every((name) => name in value) &&
    constants.every(([name, property]) => value[name] === property.const)
  );
}

const VariantsControl: Control = (props) => {
  const { label, schema, value, onChange, required, error } = props;
  const variants = (variantsOf(schema) ?? []).filter(({ type }) => type !== 'null');
  // What was picked, while it has no value yet: nothing else would tell a person from a number.
  const [picked, setPicked] = useState(-1);
  const chosen = value === undefined ? picked : variants.findIndex((variant) => fits(variant, value));
  const variant = variants[chosen];
  const name = (each: JsonSchema, index: number) =>
    each.title ??
    each.required?.map((part) => labelOf(part, {})).join(', ') ??
    t('schemaForm.variant', { number: index + 1 });
  return (
    <FormGroup variant="nested" title={label}>
      <Stack gap="sm">
        <Select
          aria-label={t('schemaForm.form')}
          data={variants.map((each, index) => ({ value: String(index), label: name(each, index) }))}
          value={chosen < 0 ? null : String(chosen)}
          onChange={(index) => {
            const next = index === null ? undefined : variants[Number(index)];
            setPicked(index === null ? -1 : Number(index));
            onChange(next && (blankOf(next) ?? EMPTY[next.type as keyof typeof EMPTY]));
          }}
          placeholder={t('schemaForm.notSet')}
          clearable={!required}
          // A variant with fields of its own says it there.
          error={variant === undefined || variant.const !== undefined ? error : undefined}
        />
        {variant?.type === 'object' && (
          <Properties {...props} schema={variant} value={isObject(value) ? value : {}} onChange={onChange} />
        )}
        {variant && variant.type !== 'object' && <Property {...props} name="" schema={variant} required />}
      </Stack>
    </FormGroup>
  );
};

const STRUCTURE: Controls = {
  json: JsonControl,
  object: ObjectControl,
  list: ListControl,
  variants: VariantsControl,
  constant: () => null,
};

interface PropertyProps extends Omit<ControlProps, 'label' | 'description'> {
  name: string;
}

function Property({ name, schema: written, ...rest }: PropertyProps) {
  const { controls, root } = use(Context);
  const schema = unwrap(written, root);
  const control = controlFor(name, schema);
  const Drawn = controls[control] ?? controls['json'];
  if (!Drawn) return null;
  return (
    <Drawn
      {...rest}
      label={labelOf(name, schema)}
      description={written.description ?? schema.description}
      schema={schema}
      error={rest.errors[rest.path]}
    />
  );
}

interface PropertiesProps {
  schema: JsonSchema;
  value: ObjectValue;
  onChange: (value: ObjectValue) => void;
  path: string;
  errors: Record<string, string>;
  /** Names that are drawn elsewhere. */
  hidden?: readonly string[];
}

function Properties({ schema, value, onChange, path, errors, hidden = [] }: PropertiesProps) {
  const shapes = shapesOf(schema);
  const [chosen, setChosen] = useState<JsonSchema>();
  const shape = shapeOf(shapes, value, chosen);
  const required = new Set([...(schema.required ?? []), ...(shape?.required ?? [])]);
  const elsewhere = new Set([...hidden, ...outside(schema, shape)]);
  const shown = Object.entries(schema.properties ?? {}).filter(([name]) => !elsewhere.has(name));
  const set = (name: string, next: unknown) => {
    const { [name]: _old, ...rest } = value;
    onChange(next === undefined ? rest : { ...value, [name]: next });
  };
  return (
    <Stack gap="md">
      {shape && (
        <ShapeChoice
          shapes={shapes}
          shape={shape}
          onChange={(next) => {
            setChosen(next);
            onChange(toShape(schema, next, value));
          }}
        />
      )}
      {shown.map(([name, property]) => (
        <Property
          key={name}
          name={name}
          schema={property}
          value={value[name]}
          onChange={(next) => set(name, next)}
          required={required.has(name)}
          path={path === '' ? name : `${path}.${name}`}
          errors={errors}
        />
      ))}
    </Stack>
  );
}

interface SchemaFormProps {
  /** The schema of an object, as `GET /registry/*` serves it. */
  schema: JsonSchema;
  value: ObjectValue;
  onChange: (value: ObjectValue) => void;
  /** Messages by path of the property (`to`, `until.time`). */
  errors?: Record<string, string>;
  /** Properties that the page draws itself, like `type` and `next` of a step. */
  hidden?: readonly string[];
  /** Further controls by name: a condition sub-tree, for example. They win over the built-in ones. */
  controls?: Controls;
}

/** A form drawn from a JSON Schema: text, number, choice, duration, tag, segment, template, lists, variants. */
export function SchemaForm({
  schema,
  value,
  onChange,
  errors = {},
  hidden = ['type'],
  controls = {},
}: SchemaFormProps) {
  const all = { ...STRUCTURE, ...basicControls, ...documentControls, ...timeControls, ...controls };
  const isEmpty = Object.keys(schema.properties ?? {}).every((name) => hidden.includes(name));
  const hasVariants = variantsOf(schema) !== undefined;
  if (isEmpty && !hasVariants) return <Text c="dimmed">{t('schemaForm.nothing')}</Text>;
  return (
    <Context value={{ controls: all, root: schema }}>
      {hasVariants ? (
        <Property
          name=""
          schema={schema}
          value={value}
          onChange={(next) => onChange(isObject(next) ? next : {})}
          required
          path=""
          errors={errors}
        />
      ) : (
        <Properties schema={schema} value={value} onChange={onChange} path="" errors={errors} hidden={hidden} />
      )}
    </Context>
  );
}
