import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';

import type { AnyField } from '../../../api/fields';
import { t } from '../../../messages';
import { isReference, kindOfField } from '../operators';

const FIELD = 'field:';

/** What stands for a field that is yet to be chosen. */
const OPEN = { ref: FIELD };

export function isFieldReference(value: unknown): value is { ref: string } {
  return isReference(value) && value.ref.startsWith(FIELD);
}

interface ReferenceSelectProps {
  /** The field that is compared. */
  field: AnyField | undefined;
  fields: AnyField[];
  value: { ref: string };
  onChange: (value: { ref: string }) => void;
}

/** Another field of the same kind, to compare with instead of a value. */
export function ReferenceSelect({ field, fields, value, onChange }: ReferenceSelectProps) {
  const others = fields.filter(({ key, type }) => key !== field?.key && kindOfField(type) === kindOfField(field?.type));
  return (
    <Select
      aria-label={t('conditions.otherField')}
      placeholder={t('conditions.chooseField')}
      size="xs"
      w={164}
      data={others.map(({ key, label }) => ({ value: key, label }))}
      value={value.ref.slice(FIELD.length) || null}
      onChange={(key) => onChange({ ref: `${FIELD}${key ?? ''}` })}
      searchable
      allowDeselect={false}
      maxDropdownHeight={320}
    />
  );
}

/** Changes between a value and another field. */
export function ReferenceSwitch({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const isOn = isReference(value);
  const label = t(isOn ? 'conditions.compareValue' : 'conditions.compareField');
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={isOn ? 'light' : 'subtle'}
        color="gray"
        aria-label={label}
        onClick={() => onChange(isOn ? null : OPEN)}
      >
        <IconArrowsExchange size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
