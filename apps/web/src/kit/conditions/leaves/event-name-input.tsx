import { Autocomplete } from '@mantine/core';

import { useEventNames } from '../../../api/events';
import { t } from '../../../messages';

interface EventNameInputProps {
  label?: string;
  value: unknown;
  onChange: (name: string) => void;
}

/** The name of an event; those that are known are offered. */
export function EventNameInput({ label = t('conditions.event'), value, onChange }: EventNameInputProps) {
  const known = useEventNames();
  return (
    <Autocomplete
      aria-label={label}
      placeholder={t('conditions.eventPlaceholder')}
      size="xs"
      w={200}
      maxLength={200}
      data={known}
      value={typeof value === 'string' ? value : ''}
      onChange={onChange}
    />
  );
}
