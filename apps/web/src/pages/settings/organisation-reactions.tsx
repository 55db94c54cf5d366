import './handling-words';

import { Group, NumberInput, Stack, Text } from '@mantine/core';

import type { Settings } from '../../api/settings';
import { DurationInput } from '../../kit/duration-input';
import type { FormHandle } from '../../kit/form';
import { FormGroup } from '../../kit/form-group';
import { t } from '../../messages';

type Handle = FormHandle<Settings>;

const PARTS = [
  { name: 'count', label: 'handling.softCount', min: 2, max: 100 },
  { name: 'days', label: 'handling.softDays', min: 1, max: 365 },
] as const;

function SoftBounces({ form }: { form: Handle }) {
  const soft = form.values.soft_bounces;
  return (
    <Stack gap={4}>
      <Text fw={500}>{t('handling.soft')}</Text>
      <Group align="flex-start" gap="sm">
        {PARTS.map(({ name, label, min, max }) => (
          <NumberInput
            key={name}
            name={`soft_bounces.${name}`}
            label={t(label)}
            w={150}
            min={min}
            max={max}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            value={Number.isNaN(soft[name]) ? '' : soft[name]}
            error={form.errors[`soft_bounces.${name}`]}
            onChange={(next) => form.set('soft_bounces', { ...soft, [name]: next === '' ? Number.NaN : Number(next) })}
          />
        ))}
      </Group>
      <Text size="xs" c="dimmed">
        {t('handling.softHelp')}
      </Text>
    </Stack>
  );
}

/** What Tidings makes of what comes back: bounces that may be temporary, and opens and clicks. */
export function Reactions({ form }: { form: Handle }) {
  return (
    <FormGroup title={t('handling.reactions')}>
      <Stack gap="lg">
        <SoftBounces form={form} />
        <DurationInput
          label={t('handling.hold')}
          description={t('handling.holdHelp')}
          units={['s', 'min']}
          value={form.values.engagement_hold}
          onChange={(hold) => form.set('engagement_hold', hold ?? '')}
          error={form.errors['engagement_hold']}
        />
      </Stack>
    </FormGroup>
  );
}
