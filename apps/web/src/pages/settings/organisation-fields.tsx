import { Autocomplete, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';

import type { Settings, Tracking } from '../../api/settings';
import type { FormHandle } from '../../kit/form';
import { FormGroup } from '../../kit/form-group';
import { t } from '../../messages';

const HELP_BELOW: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];
const TRACKINGS: Tracking[] = ['on', 'consent', 'off'];
const ZONES = Intl.supportedValuesOf('timeZone');
const CURRENCIES = Intl.supportedValuesOf('currency');

type Handle = FormHandle<Settings>;

export function Identity({ form }: { form: Handle }) {
  return (
    <FormGroup title={t('organisation.identity')}>
      <Stack gap="md">
        <TextInput
          label={t('organisation.name')}
          description={t('organisation.nameHelp')}
          inputWrapperOrder={HELP_BELOW}
          {...form.text('name')}
        />
        <Textarea
          label={t('organisation.address')}
          description={t('organisation.addressHelp')}
          inputWrapperOrder={HELP_BELOW}
          autosize
          minRows={2}
          maxRows={6}
          {...form.text('postal_address')}
        />
      </Stack>
    </FormGroup>
  );
}

export function Place({ form }: { form: Handle }) {
  return (
    <FormGroup title={t('organisation.place')}>
      <Stack gap="md">
        <Autocomplete
          label={t('organisation.zone')}
          description={t('organisation.zoneHelp')}
          inputWrapperOrder={HELP_BELOW}
          data={ZONES}
          limit={50}
          {...form.pick('time_zone')}
        />
        <Autocomplete
          label={t('organisation.currency')}
          description={t('organisation.currencyHelp')}
          inputWrapperOrder={HELP_BELOW}
          data={CURRENCIES}
          limit={50}
          {...form.pick('currency')}
        />
        <TextInput
          label={t('organisation.locale')}
          description={t('organisation.localeHelp')}
          inputWrapperOrder={HELP_BELOW}
          {...form.text('locale')}
        />
      </Stack>
    </FormGroup>
  );
}

export function TrackingPart({ form }: { form: Handle }) {
  const { tracking } = form.values;
  const data = TRACKINGS.map((value) => ({ value, label: t(`organisation.trackings.${value}`) }));
  return (
    <FormGroup title={t('organisation.tracking')}>
      <Stack gap="md">
        <Group grow align="flex-start">
          {(['opens', 'clicks'] as const).map((part) => (
            <Select
              key={part}
              label={t(`organisation.${part}`)}
              data={data}
              value={tracking[part]}
              onChange={(value) => form.set('tracking', { ...tracking, [part]: value ?? 'on' })}
              allowDeselect={false}
            />
          ))}
        </Group>
        <Text size="xs" c="dimmed">
          {t('organisation.trackingHelp')}
        </Text>
      </Stack>
    </FormGroup>
  );
}
