import { Select } from '@mantine/core';

import { t } from '../../../messages';
import type { Leaf } from '../condition';
import type { ConditionScope } from '../leaf-kind';
import { isComplete } from '../operators';
import { ValueInput } from '../value-input';

type When = 'ever' | 'within' | 'between' | 'entry' | 'step';

const WHENS: Record<ConditionScope, When[]> = {
  segment: ['ever', 'within', 'between'],
  automation: ['ever', 'within', 'between', 'entry', 'step'],
};

function whenOf(leaf: Leaf): When {
  if (leaf['within'] !== undefined) return 'within';
  if (leaf['between'] !== undefined) return 'between';
  const since = leaf['since'];
  return since === 'entry' || since === 'step' ? since : 'ever';
}

function withWhen(leaf: Leaf, when: When): Leaf {
  const { within: _within, between: _between, since: _since, ...rest } = leaf;
  const kept = rest;
  if (when === 'within') return { ...kept, within: '30d' };
  if (when === 'between') return { ...kept, between: [null, null] };
  return when === 'ever' ? kept : { ...kept, since: when };
}

/** Whether the time of a leaf is complete. */
export function hasCompleteWindow(leaf: Leaf): boolean {
  const when = whenOf(leaf);
  if (when === 'within') return isComplete('duration', leaf['within']);
  return when !== 'between' || isComplete('momentRange', leaf['between']);
}

interface WindowInputProps {
  leaf: Leaf;
  onChange: (leaf: Leaf) => void;
  scope: ConditionScope;
  /** Which of them make sense; all of the scope when left out. */
  whens?: readonly When[];
}

/** In which time something counts: ever, the last so many days, between two days or times, since entering. */
export function WindowInput({ leaf, onChange, scope, whens = WHENS[scope] }: WindowInputProps) {
  const when = whenOf(leaf);
  return (
    <>
      <Select
        aria-label={t('conditions.when')}
        size="xs"
        w={170}
        data={whens.map((value) => ({ value, label: t(`conditions.whens.${value}`) }))}
        value={when}
        onChange={(next) => onChange(withWhen(leaf, next ?? 'ever'))}
        allowDeselect={false}
      />
      {when === 'within' && (
        <ValueInput operand="duration" value={leaf['within']} onChange={(within) => onChange({ ...leaf, within })} />
      )}
      {when === 'between' && (
        <ValueInput
          operand="momentRange"
          value={leaf['between']}
          onChange={(between) => onChange({ ...leaf, between })}
        />
      )}
    </>
  );
}
