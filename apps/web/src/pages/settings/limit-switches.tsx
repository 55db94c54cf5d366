import { Stack, Switch, TextInput } from '@mantine/core';

import { t } from '../../messages';
import { NumberField } from './limit-fields';
import type { Errors } from './limit-fields';
import { MOST } from './limit-values';
import type { HealthValues, WarmUpValues } from './limit-values';
import classes from './settings.module.css';

interface SwitchedProps<T> {
  value: T | null;
  onChange: (value: T | null) => void;
  errors: Errors;
}

const WARM_UP_NUMBERS = [
  { name: 'first_day', label: 'pace.firstDay', most: MOST.firstDay },
  { name: 'growth_percent', label: 'pace.growth', most: MOST.growth },
  { name: 'until', label: 'pace.until', most: MOST.until },
] as const;

const HEALTH_NUMBERS = [
  { name: 'complaints_percent', label: 'pace.complaintsAt', most: 100, decimal: true },
  { name: 'bounces_percent', label: 'pace.bouncesAt', most: 100, decimal: true },
  { name: 'days', label: 'pace.days', most: MOST.days, decimal: false },
  { name: 'least', label: 'pace.least', most: MOST.least, decimal: false },
] as const;

function newWarmUp(): WarmUpValues {
  return { from: new Date().toISOString().slice(0, 10), first_day: 50, growth_percent: 40, until: 100_000 };
}

const NEW_HEALTH: HealthValues = { complaints_percent: 0.3, bounces_percent: 5, days: 7, least: 200 };

/** A new domain begins with few mails a day. */
export function WarmUpFields({ value, onChange, errors }: SwitchedProps<WarmUpValues>) {
  return (
    <Stack gap="xs">
      <Switch
        label={t('pace.warmUp')}
        description={t('pace.warmUpHelp')}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? newWarmUp() : null)}
      />
      {value && (
        <div className={classes['fields']}>
          <TextInput
            type="date"
            label={t('pace.from')}
            w={170}
            value={value.from}
            onChange={(event) => onChange({ ...value, from: event.currentTarget.value })}
            error={errors['limits.warm_up.from']}
          />
          {WARM_UP_NUMBERS.map(({ name, label, most }) => (
            <NumberField
              key={name}
              label={t(label)}
              value={value[name]}
              onChange={(next) => onChange({ ...value, [name]: next })}
              error={errors[`limits.warm_up.${name}`]}
              most={most}
            />
          ))}
        </div>
      )}
    </Stack>
  );
}

/** Marketing mail waits while too much of it is complained about or bounces. */
export function HealthFields({ value, onChange, errors }: SwitchedProps<HealthValues>) {
  return (
    <Stack gap="xs">
      <Switch
        label={t('pace.health')}
        description={t('pace.healthHelp')}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? NEW_HEALTH : null)}
      />
      {value && (
        <div className={classes['fields']}>
          {HEALTH_NUMBERS.map(({ name, label, most, decimal }) => (
            <NumberField
              key={name}
              label={t(label)}
              value={value[name]}
              onChange={(next) => onChange({ ...value, [name]: next })}
              error={errors[`limits.health.${name}`]}
              most={most}
              decimal={decimal}
            />
          ))}
        </div>
      )}
    </Stack>
  );
}
