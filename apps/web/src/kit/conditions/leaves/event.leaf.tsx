import { TextInput } from '@mantine/core';

import { t } from '../../../messages';
import { textOf, withComparison } from '../condition';
import type { Leaf } from '../condition';
import classes from '../conditions.module.css';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';
import { firstValue, isComplete, momentOperators, operandOf, operatorsOf } from '../operators';
import type { Operator } from '../operators';
import { ValueInput } from '../value-input';
import { EventNameInput } from './event-name-input';
import { MeasureSelect } from './measure-select';
import { OperatorSelect } from './operator-select';
import { isWhereComplete, WhereInput } from './where-input';
import { hasCompleteWindow, WindowInput } from './window-input';

export const MEASURES = ['count', 'sum', 'min', 'max', 'avg', 'distinct', 'first', 'last'] as const;
type Measure = (typeof MEASURES)[number];

/** `first` and `last` measure when it happened, all others a number. */
function operatorsFor(measure: unknown): Operator[] {
  return measure === 'first' || measure === 'last' ? momentOperators() : operatorsOf('number');
}

function measuresProperty(measure: unknown): boolean {
  return ['sum', 'min', 'max', 'avg', 'distinct'].includes(String(measure));
}

function withMeasure(leaf: Leaf, measure: Measure): Leaf {
  const { of: property, ...rest } = leaf;
  const next: Leaf = { ...rest, measure };
  const operators = operatorsFor(measure);
  const keeps = operators.some(({ op }) => op === leaf['op']);
  const [first] = operators;
  const compared = keeps || !first ? next : { ...next, op: first.op, value: firstValue(first.operand) };
  return measuresProperty(measure) ? { ...compared, of: property ?? 'value' } : compared;
}

function EventEditor({ leaf: given, onChange, scope }: LeafEditorProps) {
  const leaf = withComparison(given);
  const measure = textOf(leaf['measure']) as Measure;
  const operators = operatorsFor(measure);
  return (
    <>
      <EventNameInput value={leaf['event']} onChange={(event) => onChange({ ...leaf, event })} />
      <MeasureSelect measures={MEASURES} value={measure} onChange={(next) => onChange(withMeasure(leaf, next))} />
      {measuresProperty(measure) && (
        <TextInput
          aria-label={t('conditions.of')}
          placeholder={t('conditions.ofPlaceholder')}
          size="xs"
          w={120}
          maxLength={200}
          value={textOf(leaf['of'])}
          onChange={(event) => onChange({ ...leaf, of: event.currentTarget.value })}
        />
      )}
      <OperatorSelect
        operators={operators}
        op={String(leaf['op'])}
        value={leaf['value']}
        onChange={(op, value) => onChange({ ...leaf, op, value })}
      />
      <ValueInput
        operand={operandOf(operators, String(leaf['op']))}
        value={leaf['value']}
        onChange={(value) => onChange({ ...leaf, value })}
      />
      <WindowInput leaf={leaf} onChange={onChange} scope={scope} />
      <div className={classes['below']}>
        <WhereInput
          where={leaf['where']}
          event={textOf(leaf['event'])}
          onChange={(where) => {
            const { where: _old, ...rest } = leaf;
            onChange(where === undefined ? rest : { ...leaf, where });
          }}
        />
      </div>
    </>
  );
}

export const eventLeaf: LeafKind = {
  Editor: EventEditor,
  blank: { event: '', measure: 'count', op: 'gte', value: 1, within: '90d' },
  isComplete: (leaf) =>
    leaf['event'] !== '' &&
    (!measuresProperty(leaf['measure']) || leaf['of'] !== '') &&
    isComplete(operandOf(operatorsFor(leaf['measure']), String(leaf['op'])), leaf['value']) &&
    hasCompleteWindow(leaf) &&
    isWhereComplete(leaf['where']),
};
