import { Select } from '@mantine/core';

import { useAllFields } from '../../../api/fields';
import type { AnyField } from '../../../api/fields';
import { useRegistry } from '../../../api/registry';
import { useSuggestions } from '../../../api/suggestions';
import { t } from '../../../messages';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';
import { fieldOperators, firstValue, isComplete, isReference, operandOf, takesField } from '../operators';
import type { Operator } from '../operators';
import { ValueInput } from '../value-input';
import { OperatorSelect } from './operator-select';
import { isFieldReference, ReferenceSelect, ReferenceSwitch } from './reference-select';

function choices(fields: AnyField[]) {
  const items = (isSystem: boolean) =>
    fields.filter((field) => field.isSystem === isSystem).map(({ key, label }) => ({ value: key, label }));
  return [
    { group: t('conditions.fieldGroups.own'), items: items(false) },
    { group: t('conditions.fieldGroups.system'), items: items(true) },
  ].filter((group) => group.items.length > 0);
}

/** Which operators the server's own schema names; all of them when it names none. */
function useServedOperators(): (operator: Operator) => boolean {
  const schema = useRegistry('conditions').data?.find(({ type }) => type === 'field')?.schema;
  const named = schema?.properties?.['op']?.enum;
  return ({ op }) => named?.includes(op) ?? true;
}

/** What is typed as text, and so completed from the values that contacts have. */
const TYPED: ReadonlySet<string> = new Set(['text', 'texts']);

function FieldEditor({ leaf, onChange }: LeafEditorProps) {
  const fields = useAllFields();
  const field = fields.find(({ key }) => key === leaf['field']);
  const isServed = useServedOperators();
  const operators = fieldOperators(field?.type ?? 'text').filter(isServed);
  const op = String(leaf['op']);
  const operand = operandOf(operators, op);
  const suggestions = useSuggestions({ field: field?.key ?? '' }, field !== undefined && TYPED.has(operand));
  const setValue = (value: unknown) => onChange({ ...leaf, value });
  const choose = (key: string | null) => {
    const next = fields.find((each) => each.key === key);
    if (!next) return;
    const allowed = fieldOperators(next.type).filter(isServed);
    const keeps = next.type === field?.type;
    const [first] = allowed;
    onChange(
      keeps || !first
        ? { ...leaf, field: next.key }
        : { type: leaf.type, field: next.key, op: first.op, value: firstValue(first.operand) },
    );
  };
  return (
    <>
      <Select
        aria-label={t('conditions.field')}
        placeholder={t('conditions.chooseField')}
        size="xs"
        w={164}
        data={choices(fields)}
        value={typeof leaf['field'] === 'string' && field ? leaf['field'] : null}
        onChange={choose}
        searchable
        allowDeselect={false}
        maxDropdownHeight={320}
      />
      <OperatorSelect
        operators={operators}
        op={op}
        value={leaf['value']}
        onChange={(next, value) => {
          const keeps = !isReference(value) || takesField(next);
          onChange({ ...leaf, op: next, value: keeps ? value : firstValue(operandOf(operators, next)) });
        }}
      />
      {isFieldReference(leaf['value']) ? (
        <ReferenceSelect field={field} fields={fields} value={leaf['value']} onChange={setValue} />
      ) : (
        <ValueInput
          operand={operand}
          value={leaf['value']}
          options={field?.options ?? []}
          suggestions={suggestions}
          onChange={setValue}
        />
      )}
      {takesField(op) && <ReferenceSwitch value={leaf['value']} onChange={setValue} />}
    </>
  );
}

/** Every operator with what it asks for, whatever the type of the field. */
const ALL_OPERATORS = (['text', 'number', 'date', 'boolean', 'set'] as const).flatMap((type) => fieldOperators(type));

export const fieldLeaf: LeafKind = {
  Editor: FieldEditor,
  blank: { field: '', op: 'is', value: '' },
  isComplete: (leaf) => leaf['field'] !== '' && isComplete(operandOf(ALL_OPERATORS, String(leaf['op'])), leaf['value']),
};
