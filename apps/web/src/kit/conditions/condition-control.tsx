import { Input } from '@mantine/core';

import type { ControlProps } from '../schema-form/control';
import type { Condition } from './condition';
import { ConditionBuilder } from './condition-builder';

/** A condition inside of a form that is drawn from a schema: the same builder as everywhere. */
export function ConditionControl({ label, description, value, onChange, error, path, errors }: ControlProps) {
  const own = Object.entries(errors).filter(([at]) => at === path || at.startsWith(`${path}.`));
  return (
    <Input.Wrapper label={label} labelElement="div" description={description} error={error}>
      <ConditionBuilder
        value={typeof value === 'object' && value !== null ? (value as Condition) : null}
        onChange={onChange}
        scope="automation"
        errors={own.map(([at, message]) => ({ path: `condition${at.slice(path.length)}`, message }))}
      />
    </Input.Wrapper>
  );
}
