import { MultiSelect, Select, TagsInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import type { FieldValue } from '../../api/contacts';
import type { AnyField, FieldType } from '../../api/fields';
import { DecimalInput } from '../../kit/decimal-input';
import { fromLocalInput, toLocalInput } from '../../kit/local-time';
import { t } from '../../messages';

interface FieldInputProps {
  field: AnyField;
  value: FieldValue;
  error?: string | undefined;
  onChange: (value: FieldValue) => void;
}

interface Shared {
  label: string;
  name: string;
  error: string | undefined;
}

type Draw = (props: FieldInputProps, shared: Shared) => ReactNode;

const INPUT_TYPES: Partial<Record<FieldType, string>> = { url: 'url', phone: 'tel' };

const drawText: Draw = ({ field, value, onChange }, shared) => (
  <TextInput
    {...shared}
    type={INPUT_TYPES[field.type] ?? 'text'}
    value={typeof value === 'string' ? value : ''}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);

const drawNumber: Draw = ({ field, value, onChange }, shared) => (
  <DecimalInput
    {...shared}
    value={value}
    onChange={onChange}
    {...(field.type === 'money' ? { decimalScale: 2 } : {})}
  />
);

const drawDate: Draw = ({ value, onChange }, shared) => (
  <TextInput
    {...shared}
    type="date"
    value={typeof value === 'string' ? value.slice(0, 10) : ''}
    onChange={(event) => onChange(event.currentTarget.value || null)}
  />
);

const drawDateTime: Draw = ({ value, onChange }, shared) => (
  <TextInput
    {...shared}
    type="datetime-local"
    value={typeof value === 'string' && value !== '' ? toLocalInput(value) : ''}
    onChange={(event) => onChange(fromLocalInput(event.currentTarget.value))}
  />
);

const drawBoolean: Draw = ({ value, onChange }, shared) => (
  <Select
    {...shared}
    data={[
      { value: 'true', label: t('fields.yes') },
      { value: 'false', label: t('fields.no') },
    ]}
    value={typeof value === 'boolean' ? String(value) : null}
    onChange={(next) => onChange(next === null ? null : next === 'true')}
    clearable
  />
);

const drawChoice: Draw = ({ field, value, onChange }, shared) => (
  <Select
    {...shared}
    data={field.options}
    value={typeof value === 'string' && value !== '' ? value : null}
    onChange={onChange}
    clearable
    searchable
  />
);

const drawSet: Draw = ({ field, value, onChange }, shared) => {
  const chosen = Array.isArray(value) ? value : [];
  return field.options.length > 0 ? (
    <MultiSelect {...shared} data={field.options} value={chosen} onChange={onChange} clearable searchable />
  ) : (
    <TagsInput {...shared} value={chosen} onChange={onChange} />
  );
};

const DRAW: Record<FieldType, Draw> = {
  text: drawText,
  url: drawText,
  phone: drawText,
  number: drawNumber,
  money: drawNumber,
  date: drawDate,
  datetime: drawDateTime,
  boolean: drawBoolean,
  choice: drawChoice,
  set: drawSet,
};

/** The input that suits the type of a field. */
export function FieldInput(props: FieldInputProps) {
  const { field, error } = props;
  return DRAW[field.type](props, { label: field.label, name: field.key, error });
}
