import { Select } from '@mantine/core';

import { useTags } from '../../../api/tags';
import { t } from '../../../messages';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';
import { isComplete } from '../operators';
import { ValueInput } from '../value-input';

const OPS = ['has_any_of', 'has_all_of', 'has_none_of'] as const;

function TagEditor({ leaf, onChange }: LeafEditorProps) {
  const tags = useTags().data?.data ?? [];
  return (
    <>
      <Select
        aria-label={t('conditions.operator')}
        size="xs"
        w={140}
        data={OPS.map((value) => ({ value, label: t(`conditions.ops.${value}`) }))}
        value={String(leaf['op']) as (typeof OPS)[number]}
        onChange={(op) => onChange({ ...leaf, op })}
        allowDeselect={false}
      />
      <ValueInput
        operand="texts"
        value={leaf['value']}
        suggestions={tags.map(({ name }) => name)}
        onChange={(value) => onChange({ ...leaf, value })}
      />
    </>
  );
}

export const tagLeaf: LeafKind = {
  Editor: TagEditor,
  blank: { op: 'has_any_of', value: [] },
  isComplete: (leaf) => isComplete('texts', leaf['value']),
};
