import './handling-words';

import { NumberInput, Stack } from '@mantine/core';

import type { Settings } from '../../api/settings';
import type { FormHandle } from '../../kit/form';
import { FormGroup } from '../../kit/form-group';
import { ORDER } from '../../kit/schema-form/basic-controls';
import { t } from '../../messages';

const FIELDS = [
  { name: 'message_copy_days', label: 'handling.copyDays', help: 'handling.copyDaysHelp', min: 0 },
  { name: 'webhook_log_days', label: 'handling.webhookDays', help: 'handling.webhookDaysHelp', min: 1 },
] as const;

/** What is kept for a time only, and for how long. */
export function Keeping({ form }: { form: FormHandle<Settings> }) {
  return (
    <FormGroup title={t('handling.keeping')}>
      <Stack gap="lg">
        {FIELDS.map(({ name, label, help, min }) => {
          const { value, onChange, ...field } = form.pick(name);
          return (
            <NumberInput
              key={name}
              label={t(label)}
              description={t(help)}
              inputWrapperOrder={ORDER}
              styles={{ wrapper: { maxWidth: 200 } }}
              min={min}
              max={3_650}
              allowDecimal={false}
              allowNegative={false}
              clampBehavior="none"
              suffix={t('handling.daysSuffix')}
              {...field}
              value={Number.isNaN(value) ? '' : value}
              // Emptied it is no number yet, and not 0, which would remove what is kept.
              onChange={(days) => onChange(days === '' ? Number.NaN : Number(days))}
            />
          );
        })}
      </Stack>
    </FormGroup>
  );
}
