import { NumberInput, Select, Text } from '@mantine/core';
import { useState } from 'react';

import type { PaceLimit, Rate } from '../../api/sender-pace';
import { ORDER } from '../../kit/schema-form/basic-controls';
import { t } from '../../messages';
import { MOST } from './limit-values';
import classes from './settings.module.css';

const PERIODS: Rate['per'][] = ['second', 'minute', 'hour', 'day'];

export type Errors = Record<string, string>;

interface NumberFieldProps {
  label: string;
  description?: string;
  value: number | null;
  onChange: (value: number | null) => void;
  error: string | undefined;
  /** The largest number that is taken; 1 is the smallest. */
  most: number;
  decimal?: boolean;
}

/** A number that may be missing. */
export function NumberField({ value, onChange, error, most, decimal = false, ...words }: NumberFieldProps) {
  return (
    <NumberInput
      {...words}
      inputWrapperOrder={ORDER}
      w={170}
      min={decimal ? 0 : 1}
      max={most}
      allowDecimal={decimal}
      allowNegative={false}
      thousandSeparator=","
      value={value ?? ''}
      onChange={(next) => onChange(next === '' ? null : Number(next))}
      error={error}
    />
  );
}

interface PaceFieldsProps {
  value: PaceLimit;
  onChange: (value: PaceLimit) => void;
  /** Where it stands in the document: `limits.each_domain`. */
  path: string;
  errors: Errors;
}

/** How many mails in which time, and how many at the same time. */
export function PaceFields({ value, onChange, path, errors }: PaceFieldsProps) {
  const { rate, at_once } = value;
  // The period stays while the number is typed anew.
  const [chosen, choose] = useState<Rate['per']>('second');
  const per = rate?.per ?? chosen;
  const setRate = (max: number | null, period: Rate['per']) =>
    onChange({ ...value, rate: max === null ? null : { max, per: period } });
  const [rateError, atOnceError] = [errors[`${path}.rate`], errors[`${path}.at_once`]];
  return (
    <div>
      <div className={classes['fields']}>
        <NumberField
          label={t('pace.max')}
          value={rate?.max ?? null}
          onChange={(max) => {
            choose(per);
            setRate(max, per);
          }}
          error={rateError}
          most={MOST.rate}
        />
        <Select
          label={t('pace.per')}
          w={120}
          data={PERIODS.map((period) => ({ value: period, label: t(`pace.periods.${period}`) }))}
          value={per}
          onChange={(next) => {
            const period = next ?? per;
            choose(period);
            setRate(rate?.max ?? null, period);
          }}
          allowDeselect={false}
        />
        <NumberField
          label={t('pace.atOnce')}
          value={at_once}
          onChange={(next) => onChange({ ...value, at_once: next })}
          error={atOnceError}
          most={MOST.atOnce}
        />
      </div>
      <Text size="xs" c="dimmed" mt={4}>
        {t('pace.allHelp')} {t('pace.atOnceHelp')}
      </Text>
    </div>
  );
}
