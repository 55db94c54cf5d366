import { Select } from '@mantine/core';

import { t } from '../../../messages';
import type { Leaf } from '../condition';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';
import { isComplete } from '../operators';
import { ValueInput } from '../value-input';
import { EventNameInput } from './event-name-input';

interface Part {
  event: string;
  absent?: boolean;
}

function partOf(leaf: Leaf, name: 'first' | 'then'): Part {
  return (leaf[name] as Part | undefined) ?? { event: '' };
}

function SequenceEditor({ leaf, onChange }: LeafEditorProps) {
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
    </>
  );
}

export const sequenceLeaf: LeafKind = {
  Editor: SequenceEditor,
  blank: { first: { event: 'cart_created' }, then: { event: 'order_completed', absent: true }, window: '4h' },
  isComplete: (leaf) =>
    partOf(leaf, 'first').event !== '' && partOf(leaf, 'then').event !== '' && isComplete('duration', leaf['window']),
};
