import { Autocomplete, Button, Text } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';

import { useSuggestions } from '../../../api/suggestions';
import { t } from '../../../messages';
import { groupOf, textOf } from '../condition';
import type { Condition, Leaf } from '../condition';
import { ConditionTree } from '../condition-tree';
import classes from '../conditions.module.css';
import { isComplete, operandOf, propertyOperators } from '../operators';
import { ValueInput } from '../value-input';
import { OperatorSelect } from './operator-select';

/** A test of one property of an event. It has no type. */
type PropertyLeaf = Omit<Leaf, 'type'>;

const BLANK = { property: '', op: 'is', value: '' };

interface PropertyEditorProps {
  leaf: PropertyLeaf;
  onChange: (leaf: PropertyLeaf) => void;
  /** Whose properties are offered. */
  event?: string;
}

export function PropertyEditor({ leaf, onChange, event = '' }: PropertyEditorProps) {
  const property = textOf(leaf['property']);
  const properties = useSuggestions({ event }, event !== '');
  const values = useSuggestions({ event, property }, event !== '' && property !== '');
  const op = String(leaf['op']);
  return (
    <>
      <Autocomplete
        aria-label={t('conditions.property')}
        placeholder={t('conditions.propertyPlaceholder')}
        size="xs"
        w={170}
        maxLength={200}
        data={properties}
        value={property}
        onChange={(next) => onChange({ ...leaf, property: next })}
      />
      <OperatorSelect
        operators={propertyOperators}
        op={op}
        value={leaf['value']}
        onChange={(next, value) => onChange({ ...leaf, op: next, value })}
      />
      <ValueInput
        operand={operandOf(propertyOperators, op)}
        value={leaf['value']}
        suggestions={values}
        onChange={(value) => onChange({ ...leaf, value })}
      />
    </>
  );
}

export function isPropertyComplete(leaf: PropertyLeaf): boolean {
  return leaf['property'] !== '' && isComplete(operandOf(propertyOperators, String(leaf['op'])), leaf['value']);
}

export function isWhereComplete(where: unknown): boolean {
  if (where === undefined) return true;
  const group = groupOf(where as Condition);
  return group ? group.children.every(isWhereComplete) : isPropertyComplete(where as PropertyLeaf);
}

interface WhereInputProps {
  where: unknown;
  event?: string;
  /** What it is called when there are several beside each other. */
  label?: string;
  /** `undefined` takes the filter away. */
  onChange: (where: Condition | undefined) => void;
}

/** Narrows the events that count by their properties: one test, or a tree of them. */
export function WhereInput({ where, event = '', label, onChange }: WhereInputProps) {
  if (where === undefined) {
    return (
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconFilter size={12} aria-hidden />}
        onClick={() => onChange({ all: [BLANK as unknown as Leaf] })}
      >
        {label ?? t('conditions.where')}
      </Button>
    );
  }
  const node = where as Condition;
  return (
    <div className={classes['where']} role="group" aria-label={label ?? t('conditions.whereLabel')}>
      {label !== undefined && <Text size="xs">{label}</Text>}
      <ConditionTree
        node={groupOf(node) ? node : { all: [node] }}
        onChange={onChange}
        newLeaf={() => BLANK as unknown as Leaf}
        leafView={(leaf, set) => <PropertyEditor leaf={leaf} event={event} onChange={(next) => set(next as Leaf)} />}
        compact
      />
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        leftSection={<IconX size={12} aria-hidden />}
        onClick={() => onChange(undefined)}
      >
        {t('conditions.removeWhere')}
      </Button>
    </div>
  );
}
