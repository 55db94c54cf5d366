import { Chip, Group, Input, Select } from '@mantine/core';
import { useState } from 'react';

import { t } from '../../messages';
import { DurationInput } from '../duration-input';
import { ORDER, shared } from './basic-controls';
import type { Control } from './control';

/** A Monday; the days after it name the week in the reader's language. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const weekdayName = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' });
const WEEKDAYS = Array.from({ length: 7 }, (_, index) => ({
  value: String(index + 1),
  label: weekdayName.format(MONDAY + index * DAY_MS),
}));

/** Days by their ISO numbers, Monday 1 to Sunday 7; none chosen is left out. */
const WeekdaysControl: Control = ({ label, error, value, onChange }) => (
  <Input.Wrapper
    label={label}
    description={t('schemaForm.anyDay')}
    error={error}
    inputWrapperOrder={ORDER}
    labelElement="div"
  >
    <Chip.Group
      multiple
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={(days) => {
        const chosen = days.map(Number).sort((one, other) => one - other);
        onChange(chosen.length === 0 ? undefined : chosen);
      }}
    >
      <Group gap={6} role="group" aria-label={label} py={4}>
        {WEEKDAYS.map((day) => (
          <Chip key={day.value} value={day.value} size="xs" radius="sm">
            {day.label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  </Input.Wrapper>
);

const ZONES = Intl.supportedValuesOf('timeZone');

/** A zone by its name, or the contact's or the organisation's own; the contact's when left out. */
const ZoneControl: Control = (props) => (
  <Select
    {...shared(props)}
    data={[
      { value: 'contact', label: t('schemaForm.contactZone') },
      { value: 'organisation', label: t('schemaForm.organisationZone') },
      ...ZONES.map((name) => ({ value: name, label: name.replaceAll('_', ' ') })),
    ]}
    value={typeof props.value === 'string' ? props.value : 'contact'}
    onChange={(name) => props.onChange(name === 'contact' ? undefined : (name ?? undefined))}
    allowDeselect={false}
    searchable
    limit={100}
  />
);

const BEFORE = '-';

/** A signed duration, said as “14 days before”. */
const OffsetControl: Control = (props) => {
  const { label, error, value, onChange, required } = props;
  const text = typeof value === 'string' ? value : '';
  const [side, setSide] = useState(text === '' || text.startsWith(BEFORE) ? BEFORE : '');
  const amount = text.replace(/^[+-]/, '');
  const write = (nextSide: string, next: string) => onChange(next === '' ? undefined : `${nextSide}${next}`);
  return (
    <Input.Wrapper label={label} error={error} required={required} inputWrapperOrder={ORDER} labelElement="div">
      <Group gap={4} wrap="nowrap">
        <DurationInput value={amount} onChange={(next) => write(side, next ?? '')} />
        <Select
          aria-label={t('schemaForm.side')}
          w={104}
          data={[
            { value: BEFORE, label: t('schemaForm.before') },
            { value: '', label: t('schemaForm.after') },
          ]}
          value={side}
          onChange={(next) => {
            setSide(next ?? '');
            write(next ?? '', amount);
          }}
          allowDeselect={false}
        />
      </Group>
    </Input.Wrapper>
  );
};

export const timeControls = { weekdays: WeekdaysControl, zone: ZoneControl, offset: OffsetControl };
