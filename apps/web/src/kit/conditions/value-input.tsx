import { Autocomplete, Code, Group, Select, TagsInput, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { t } from '../../messages';
import { DecimalInput } from '../decimal-input';
import { DurationInput } from '../duration-input';
import classes from './conditions.module.css';
import { momentOf, momentParts } from './moment';
import { isReference } from './operators';
import type { Operand } from './operators';

interface ValueInputProps {
  operand: Operand;
  value: unknown;
  onChange: (value: unknown) => void;
  /** What a choice may be; empty when anything may be typed. */
  options?: string[];
  /** What is offered while typing. */
  suggestions?: string[];
}

/** More would be a list to scroll, not to choose from. */
const SUGGESTIONS_SHOWN = 50;

type Draw = (props: ValueInputProps) => ReactNode;

function OneNumber({ label, value, onChange }: { label: string; value: unknown; onChange: (value: unknown) => void }) {
  return <DecimalInput aria-label={label} size="xs" w={110} value={value} onChange={onChange} />;
}

function OneDate({ label, value, onChange }: { label: string; value: unknown; onChange: (value: unknown) => void }) {
  return (
    <TextInput
      aria-label={label}
      size="xs"
      type="date"
      value={typeof value === 'string' ? value.slice(0, 10) : ''}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  );
}

/** A day, or a point in time: what the time of day is left out of means the whole day. */
function OneMoment({ label, value, onChange }: { label: string; value: unknown; onChange: (value: unknown) => void }) {
  const { day, time } = momentParts(value);
  return (
    <Group gap={4} wrap="nowrap">
      <TextInput
        aria-label={label}
        size="xs"
        type="date"
        value={day}
        onChange={(event) => onChange(momentOf(event.currentTarget.value, time))}
      />
      <TextInput
        aria-label={t('conditions.timeOf', { part: label })}
        title={t('conditions.timeHelp')}
        size="xs"
        type="time"
        value={time}
        disabled={day === ''}
        onChange={(event) => onChange(momentOf(day, event.currentTarget.value))}
      />
    </Group>
  );
}

function Range(props: ValueInputProps & { part: typeof OneNumber }) {
  const { value, onChange, part: Part } = props;
  const [from, to] = Array.isArray(value) ? (value as unknown[]) : [];
  return (
    <Group gap={4} wrap={Part === OneMoment ? 'wrap' : 'nowrap'}>
      <Part label={t('conditions.from')} value={from} onChange={(next) => onChange([next, to ?? null])} />
      <Part label={t('conditions.to')} value={to} onChange={(next) => onChange([from ?? null, next])} />
    </Group>
  );
}

const drawText: Draw = ({ value, onChange, options = [], suggestions = [] }) =>
  options.length > 0 ? (
    <Select
      aria-label={t('conditions.value')}
      size="xs"
      data={options}
      value={typeof value === 'string' ? value : null}
      onChange={onChange}
      searchable
    />
  ) : (
    <Autocomplete
      aria-label={t('conditions.value')}
      size="xs"
      className={classes['one'] ?? ''}
      maxLength={1000}
      data={suggestions}
      limit={SUGGESTIONS_SHOWN}
      value={typeof value === 'string' ? value : ''}
      onChange={onChange}
    />
  );

const drawTexts: Draw = ({ value, onChange, options = [], suggestions = [] }) => {
  const chosen = Array.isArray(value) ? value.map(String) : [];
  return (
    <TagsInput
      aria-label={t('conditions.values')}
      size="xs"
      data={options.length > 0 ? options : suggestions}
      limit={SUGGESTIONS_SHOWN}
      value={chosen}
      onChange={onChange}
      acceptValueOnBlur
      placeholder={chosen.length === 0 ? t('conditions.valuesPlaceholder') : ''}
      className={classes['many'] ?? ''}
    />
  );
};

const drawNumbers: Draw = ({ value, onChange }) => {
  const chosen = (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]).map(String);
  return (
    <TagsInput
      aria-label={t('conditions.values')}
      size="xs"
      value={chosen}
      onChange={(next) => onChange(next.map(Number).filter(Number.isInteger))}
      acceptValueOnBlur
      placeholder={chosen.length === 0 ? t('conditions.numbersHelp') : ''}
      className={classes['many'] ?? ''}
    />
  );
};

const drawDayOfYear: Draw = ({ value, onChange }) => (
  <TextInput
    aria-label={t('conditions.value')}
    size="xs"
    placeholder={t('conditions.anniversaryHelp')}
    value={typeof value === 'string' ? value : ''}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);

const DRAW: Record<Operand, Draw> = {
  none: () => null,
  text: drawText,
  texts: drawTexts,
  number: ({ value, onChange }) => <OneNumber label={t('conditions.value')} value={value} onChange={onChange} />,
  numberRange: (props) => <Range {...props} part={OneNumber} />,
  date: ({ value, onChange }) => <OneDate label={t('conditions.value')} value={value} onChange={onChange} />,
  dateRange: (props) => <Range {...props} part={OneDate} />,
  moment: ({ value, onChange }) => <OneMoment label={t('conditions.value')} value={value} onChange={onChange} />,
  momentRange: (props) => <Range {...props} part={OneMoment} />,
  duration: ({ value, onChange }) => <DurationInput value={value} onChange={onChange} size="xs" />,
  dayOfYear: drawDayOfYear,
  numbers: drawNumbers,
};

/** What stands beside an operator: one value, several, a range, a time. */
export function ValueInput(props: ValueInputProps) {
  if (isReference(props.value)) {
    return (
      <Text span size="xs">
        <Code>{props.value.ref}</Code>
      </Text>
    );
  }
  return DRAW[props.operand](props);
}
