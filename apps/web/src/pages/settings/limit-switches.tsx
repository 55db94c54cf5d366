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

/** A new domain begins with few mails a day. */
export function WarmUpFields({ value, onChange, errors }: SwitchedProps<WarmUpValues>) {
  const at = (name: keyof WarmUpValues) => errors[`limits.warm_up.${name}`];
  const begin = (): WarmUpValues => ({
    ...{ from: new Date().toISOString().slice(0, 10), first_day: 50, growth_percent: 40, until: 100_000 },
  });
  return (
    <Stack gap="xs">
      <Switch
        label={t('pace.warmUp')}
        description={t('pace.warmUpHelp')}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? begin() : null)}
      />
      {value && (
        <div className={classes['fields']}>
          <TextInput
            type="date"
            label={t('pace.from')}
            w={170}
            value={value.from}
            onChange={(event) => onChange({ ...value, from: event.currentTarget.value })}
            error={at('from')}
          />
          <NumberField
            label={t('pace.firstDay')}
            value={value.first_day}
            onChange={(first_day) => onChange({ ...value, first_day })}
            error={at('first_day')}
            most={MOST.firstDay}
          />
          <NumberField
            label={t('pace.growth')}
            value={value.growth_percent}
            onChange={(growth_percent) => onChange({ ...value, growth_percent })}
            error={at('growth_percent')}
            most={MOST.growth}
          />
          <NumberField
            label={t('pace.until')}
            value={value.until}
            onChange={(until) => onChange({ ...value, until })}
            error={at('until')}
            most={MOST.until}
          />
        </div>
      )}
    </Stack>
  );
}

const NEW_HEALTH: HealthValues = { complaints_percent: 0.3, bounces_percent: 5, days: 7, least: 200 };

/** Marketing mail waits while too much of it is complained about or bounces. */
export function HealthFields({ value, onChange, errors }: SwitchedProps<HealthValues>) {
  const at = (name: keyof HealthValues) => errors[`limits.health.${name}`];
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
          <NumberField
            label={t('pace.complaintsAt')}
            value={value.complaints_percent}
            onChange={(complaints_percent) => onChange({ ...value, complaints_percent })}
            error={at('complaints_percent')}
            most={100}
            decimal
          />
          <NumberField
            label={t('pace.bouncesAt')}
            value={value.bounces_percent}
            onChange={(bounces_percent) => onChange({ ...value, bounces_percent })}
            error={at('bounces_percent')}
            most={100}
            decimal
          />
          <NumberField
            label={t('pace.days')}
            value={value.days}
            onChange={(days) => onChange({ ...value, days })}
            error={at('days')}
            most={MOST.days}
          />
          <NumberField
            label={t('pace.least')}
            value={value.least}
            onChange={(least) => onChange({ ...value, least })}
            error={at('least')}
            most={MOST.least}
          />
        </div>
      )}
    </Stack>
  );
}
