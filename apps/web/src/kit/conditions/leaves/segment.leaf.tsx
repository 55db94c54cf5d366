import { Select } from '@mantine/core';

import { useSegments } from '../../../api/segments';
import { t } from '../../../messages';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';

const OPS = ['in', 'not_in'] as const;

function SegmentEditor({ leaf, onChange }: LeafEditorProps) {
  const segments = useSegments().data?.data ?? [];
  return (
    <>
      <Select
        aria-label={t('conditions.operator')}
        size="xs"
        w={170}
        data={OPS.map((value) => ({ value, label: t(`conditions.ops.${value}`) }))}
        value={String(leaf['op']) as (typeof OPS)[number]}
        onChange={(op) => onChange({ ...leaf, op })}
        allowDeselect={false}
      />
      <Select
        aria-label={t('conditions.segment')}
        placeholder={t('conditions.chooseSegment')}
        size="xs"
        w={240}
        data={segments.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={typeof leaf['segment'] === 'number' ? String(leaf['segment']) : null}
        onChange={(id) => onChange({ ...leaf, segment: Number(id) })}
        searchable
        allowDeselect={false}
      />
    </>
  );
}

export const segmentLeaf: LeafKind = {
  Editor: SegmentEditor,
  blank: { op: 'in', segment: null },
  isComplete: (leaf) => typeof leaf['segment'] === 'number',
};
