import { NumberInput, TextInput } from '@mantine/core';

import { t } from '../../../messages';
import { textOf } from '../condition';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';

const LONGEST_SALT = 100;

function SampleEditor({ leaf, onChange }: LeafEditorProps) {
  const percent = leaf['percent'];
  return (
    <>
      <NumberInput
        aria-label={t('conditions.percent')}
        size="xs"
        w={90}
        min={0}
        max={100}
        decimalScale={4}
        suffix="%"
        hideControls
        value={typeof percent === 'number' ? percent : ''}
        onChange={(next) => onChange({ ...leaf, percent: next === '' ? null : Number(next) })}
      />
      <TextInput
        aria-label={t('conditions.salt')}
        placeholder={t('conditions.saltPlaceholder')}
        size="xs"
        w={200}
        maxLength={LONGEST_SALT}
        value={textOf(leaf['salt'])}
        onChange={(event) => onChange({ ...leaf, salt: event.currentTarget.value })}
      />
    </>
  );
}

export const sampleLeaf: LeafKind = {
  Editor: SampleEditor,
  blank: { percent: 10, salt: '' },
  isComplete: (leaf) => typeof leaf['percent'] === 'number',
};
