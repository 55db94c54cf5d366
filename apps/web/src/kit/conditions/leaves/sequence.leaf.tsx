import { Select } from '@mantine/core';

import { t } from '../../../messages';
import type { Leaf } from '../condition';
import classes from '../conditions.module.css';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';
import { isComplete } from '../operators';
import { ValueInput } from '../value-input';
import { EventNameInput } from './event-name-input';
import { isWhereComplete, WhereInput } from './where-input';
import { hasCompleteWindow, WindowInput } from './window-input';

interface Part {
  event: string;
  where?: unknown;
  absent?: boolean;
}

function partOf(leaf: Leaf, name: 'first' | 'then'): Part {
  return (leaf[name] as Part | undefined) ?? { event: '' };
}

const PARTS = ['first', 'then'] as const;

/** Narrows one of the two events by its properties. */
function PartWhere({ leaf, name, onChange }: { leaf: Leaf; name: 'first' | 'then'; onChange: (leaf: Leaf) => void }) {
  const { where, ...rest } = partOf(leaf, name);
  return (
    <div className={classes['below']}>
      <WhereInput
        label={t(name === 'first' ? 'conditions.firstWhere' : 'conditions.thenWhere')}
        where={where}
        event={rest.event}
        onChange={(next) => onChange({ ...leaf, [name]: next === undefined ? rest : { ...rest, where: next } })}
      />
    </div>
  );
}

function SequenceEditor({ leaf, onChange, scope }: LeafEditorProps) {
  const first = partOf(leaf, 'first');
  const then = partOf(leaf, 'then');
  return (
    <>
      <EventNameInput
        label={t('conditions.first')}
        value={first.event}
        onChange={(event) => onChange({ ...leaf, first: { ...first, event } })}
      />
      <Select
        aria-label={t('conditions.followed')}
        size="xs"
        w={150}
        data={[
          { value: 'happened', label: t('conditions.happened') },
          { value: 'absent', label: t('conditions.absent') },
        ]}
        value={then.absent === true ? 'absent' : 'happened'}
        onChange={(next) => {
          const { absent: _old, ...rest } = then;
          onChange({ ...leaf, then: next === 'absent' ? { ...rest, absent: true } : rest });
        }}
        allowDeselect={false}
      />
      <EventNameInput
        label={t('conditions.then')}
        value={then.event}
        onChange={(event) => onChange({ ...leaf, then: { ...then, event } })}
      />
      <ValueInput operand="duration" value={leaf['window']} onChange={(window) => onChange({ ...leaf, window })} />
      <WindowInput leaf={leaf} onChange={onChange} scope={scope} whens={['ever', 'within']} />
      {PARTS.map((name) => (
        <PartWhere key={name} leaf={leaf} name={name} onChange={onChange} />
      ))}
    </>
  );
}

export const sequenceLeaf: LeafKind = {
  Editor: SequenceEditor,
  blank: { first: { event: 'cart_created' }, then: { event: 'order_completed', absent: true }, window: '4h' },
  isComplete: (leaf) =>
    PARTS.every((name) => partOf(leaf, name).event !== '' && isWhereComplete(partOf(leaf, name).where)) &&
    isComplete('duration', leaf['window']) &&
    hasCompleteWindow(leaf),
};
