import {
  PasswordInput,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';

import type { JsonSchema } from '../../api/registry';
import { t } from '../../messages';
import { DecimalInput } from '../decimal-input';
import { DurationInput } from '../duration-input';
import type { Control, ControlProps } from './control';

/** Help stands below the input, as everywhere. */
export const ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

/** The properties that every Mantine input shares. */
export function shared({ label, description, error, required, path }: ControlProps) {
  return { label, description, error, withAsterisk: required, inputWrapperOrder: ORDER, name: path };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const TextControl: Control = (props) => (
  <TextInput
    {...shared(props)}
    value={textOf(props.value)}
    maxLength={props.schema.maxLength ?? 10_000}
    onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
  />
);

/** What is set already is not shown: left empty, it stays. */
const PasswordControl: Control = (props) => (
  <PasswordInput
    {...shared(props)}
    value={textOf(props.value)}
    autoComplete="new-password"
    onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
  />
);

const LongTextControl: Control = (props) => (
  <Textarea
    {...shared(props)}
    value={textOf(props.value)}
    maxLength={props.schema.maxLength ?? 10_000}
    onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
    autosize
    minRows={2}
    maxRows={8}
  />
);

const NumberControl: Control = (props) => {
  const { schema, value, onChange } = props;
  return (
    <DecimalInput
      {...shared(props)}
      hideControls={false}
      value={value}
      allowDecimal={schema.type !== 'integer'}
      {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
      {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
};

const BooleanControl: Control = ({ label, description, error, schema, value, onChange, path }) => (
  <Switch
    label={label}
    description={description}
    error={error}
    name={path}
    checked={(value ?? schema.default) === true}
    onChange={(event) => onChange(event.currentTarget.checked)}
  />
);

/** What a choice may be, with the title of each when the schema has one. */
function choicesOf(schema: JsonSchema): { value: string; label: string; raw: unknown }[] {
  const fromEnum = (schema.enum ?? []).map((raw) => ({ raw, title: undefined }));
  const fromVariants = (schema.anyOf ?? schema.oneOf ?? []).flatMap((variant) =>
    (variant.enum ?? [variant.const]).map((raw) => ({ raw, title: variant.title })),
  );
  return [...fromEnum, ...fromVariants].map(({ raw, title }) => {
    const words = String(raw).replaceAll('_', ' ');
    return { raw, value: String(raw), label: title ?? words.charAt(0).toUpperCase() + words.slice(1) };
  });
}

const FEW = 3;

const ChoiceControl: Control = (props) => {
  const choices = choicesOf(props.schema);
  const choose = (value: string | null) => props.onChange(choices.find((choice) => choice.value === value)?.raw);
  const value = choices.find(({ raw }) => raw === props.value)?.value ?? null;
  if (props.required && choices.length <= FEW && value !== null) {
    return (
      <Stack gap={4}>
        <Text fw={500}>{props.label}</Text>
        <SegmentedControl
          aria-label={props.label}
          data={choices.map(({ value: each, label }) => ({ value: each, label }))}
          value={value}
          onChange={choose}
          w="fit-content"
        />
        {props.description !== undefined && (
          <Text size="xs" c="dimmed">
            {props.description}
          </Text>
        )}
      </Stack>
    );
  }
  return (
    <Select
      {...shared(props)}
      data={choices.map(({ value: each, label }) => ({ value: each, label }))}
      value={value}
      onChange={choose}
      clearable={!props.required}
      placeholder={t('schemaForm.notSet')}
      searchable={choices.length > 8}
    />
  );
};

const TextsControl: Control = (props) => (
  <TagsInput
    {...shared(props)}
    value={Array.isArray(props.value) ? props.value.map(String) : []}
    onChange={(next) => props.onChange(next.length === 0 ? undefined : next)}
    acceptValueOnBlur
  />
);

const DurationControl: Control = ({ label, description, error, value, onChange, required }) => (
  <DurationInput
    label={label}
    description={description}
    error={error}
    required={required}
    value={value}
    onChange={(next) => onChange(next ?? undefined)}
  />
);

function nativeControl(type: 'date' | 'time'): Control {
  return function NativeControl(props) {
    return (
      <TextInput
        {...shared(props)}
        type={type}
        value={textOf(props.value)}
        onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
      />
    );
  };
}

export const basicControls = {
  text: TextControl,
  password: PasswordControl,
  longText: LongTextControl,
  number: NumberControl,
  boolean: BooleanControl,
  choice: ChoiceControl,
  texts: TextsControl,
  duration: DurationControl,
  date: nativeControl('date'),
  time: nativeControl('time'),
};
