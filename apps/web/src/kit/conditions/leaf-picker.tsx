import { Select } from '@mantine/core';

import { useSeenEvents } from '../../api/events';
import { useAllFields } from '../../api/fields';
import { useRegistry } from '../../api/registry';
import { t, tOr } from '../../messages';
import type { Leaf } from './condition';
import type { ConditionScope } from './leaf-kind';
import { blankLeaf, kindsFor } from './leaf-kinds';
import { fieldOperators, firstValue } from './operators';

interface LeafPickerProps {
  scope: ConditionScope;
  onPick: (leaf: Leaf) => void;
  onClose: () => void;
}

/** Every choice by its value, so that one name may be a field and an event. */
function useChoices(scope: ConditionScope) {
  const fields = useAllFields();
  const events = useSeenEvents();
  const kinds = kindsFor(useRegistry('conditions').data, scope);
  const leaves = new Map<string, () => Leaf>();
  const fieldItems = fields.map(({ key, label, type }) => {
    leaves.set(`field:${key}`, () => {
      const [first] = fieldOperators(type);
      return { type: 'field', field: key, op: first?.op ?? 'is', value: firstValue(first?.operand ?? 'text') };
    });
    return { value: `field:${key}`, label };
  });
  const eventItems = events.map((event) => {
    leaves.set(`event:${event}`, () => ({ ...blankLeaf('event'), event }));
    return { value: `event:${event}`, label: event };
  });
  const kindItems = kinds.map(({ type, label }) => {
    leaves.set(`kind:${type}`, () => blankLeaf(type));
    return { value: `kind:${type}`, label: tOr(`conditions.types.${type}`, label) };
  });
  const groups = [
    { group: t('conditions.pick.kinds'), items: kindItems },
    { group: t('conditions.pick.fields'), items: fieldItems },
    { group: t('conditions.pick.events'), items: eventItems },
  ].filter(({ items }) => items.length > 0);
  return { groups, leaves };
}

/** Finds what a new condition is about by typing: a field, an event, a kind of condition. */
export function LeafPicker({ scope, onPick, onClose }: LeafPickerProps) {
  const { groups, leaves } = useChoices(scope);
  return (
    <Select
      aria-label={t('conditions.pick.label')}
      placeholder={t('conditions.pick.placeholder')}
      size="xs"
      w={280}
      data={groups}
      value={null}
      onChange={(value) => {
        const make = value === null ? undefined : leaves.get(value);
        if (make) onPick(make());
      }}
      onBlur={onClose}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
      searchable
      selectFirstOptionOnChange
      autoFocus
      defaultDropdownOpened
      maxDropdownHeight={320}
    />
  );
}
