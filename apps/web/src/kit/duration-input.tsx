import { Group, Input, NumberInput, Select } from '@mantine/core';
import type { ReactNode } from 'react';

import { t } from '../messages';

export const DURATION_UNITS = ['s', 'min', 'h', 'd', 'w', 'mo'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

const PATTERN = /^-?(\d*)(s|min|h|d|w|mo)$/;
const LARGEST = 9_999_999;

/** `90d` → 90 days. The amount is missing while nothing is typed. */
export function readDuration(text: unknown): { amount: number | undefined; unit: DurationUnit } {
  const [, amount, unit] = PATTERN.exec(typeof text === 'string' ? text : '') ?? [];
  return {
    amount: amount === undefined || amount === '' ? undefined : Number(amount),
    unit: (unit as DurationUnit | undefined) ?? 'd',
  };
}

interface DurationInputProps {
  value: unknown;
  /** `null` while there is no amount. */
  onChange: (value: string | null) => void;
  /** Shown above; without it the two parts carry labels for screen readers alone. */
  label?: ReactNode;
  description?: ReactNode;
  error?: ReactNode;
  size?: 'xs' | 'sm';
  units?: readonly DurationUnit[];
  required?: boolean;
}

/** An amount and a unit, as the API writes them: `30min`, `4h`, `90d`, `2w`, `3mo`. */
export function DurationInput(props: DurationInputProps) {
  const { value, onChange, label, description, error, size = 'sm', units = DURATION_UNITS, required = false } = props;
  const { amount, unit } = readDuration(value);
  const name = typeof label === 'string' ? label : t('conditions.amount');
  const write = (nextAmount: number | undefined, nextUnit: DurationUnit) => {
    onChange(nextAmount === undefined ? null : `${nextAmount}${nextUnit}`);
  };
  const inputs = (
    <Group gap={4} wrap="nowrap">
      <NumberInput
        aria-label={name}
        size={size}
        w={84}
        min={1}
        max={LARGEST}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={amount ?? ''}
        error={Boolean(error)}
        onChange={(next) => write(next === '' ? undefined : Number(next), unit)}
      />
      <Select
        aria-label={t('conditions.unit')}
        size={size}
        w={112}
        data={units.map((each) => ({ value: each, label: t(`conditions.units.${each}`) }))}
        value={unit}
        onChange={(next) => write(amount, next ?? unit)}
        allowDeselect={false}
      />
    </Group>
  );
  if (label === undefined && error === undefined) return inputs;
  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={error}
      required={required}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      labelElement="div"
    >
      {inputs}
    </Input.Wrapper>
  );
}
