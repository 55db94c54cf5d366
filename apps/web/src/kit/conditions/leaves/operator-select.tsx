import { Select } from '@mantine/core';

import { t } from '../../../messages';
import { firstValue, operandOf } from '../operators';
import type { Operator, OperatorName } from '../operators';

interface OperatorSelectProps {
  operators: Operator[];
  op: string;
  value: unknown;
  onChange: (op: OperatorName, value: unknown) => void;
}

/** Chooses an operator; the value stays when the new operator asks for the same. */
export function OperatorSelect({ operators, op, value, onChange }: OperatorSelectProps) {
  return (
    <Select
      aria-label={t('conditions.operator')}
      size="xs"
      w={168}
      data={operators.map((operator) => ({ value: operator.op, label: t(`conditions.ops.${operator.op}`) }))}
      value={op as OperatorName}
      onChange={(next) => {
        if (next === null) return;
        const operand = operandOf(operators, next);
        onChange(next, operand === operandOf(operators, op) ? value : firstValue(operand));
      }}
      allowDeselect={false}
      searchable
      maxDropdownHeight={320}
    />
  );
}
