import { Select } from '@mantine/core';

import { useTopics } from '../../../api/topics';
import { t } from '../../../messages';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';

const STATUSES = ['subscribed', 'unconfirmed', 'unsubscribed', 'cleaned', 'complained'] as const;

function ConsentEditor({ leaf, onChange }: LeafEditorProps) {
  const topics = useTopics().data?.data ?? [];
  return (
    <>
      <Select
        aria-label={t('conditions.topic')}
        placeholder={t('conditions.chooseTopic')}
        size="xs"
        w={200}
        data={topics.map(({ slug, name }) => ({ value: slug, label: name }))}
        value={String(leaf['topic'])}
        onChange={(topic) => onChange({ ...leaf, topic })}
        allowDeselect={false}
      />
      <Select
        aria-label={t('conditions.status')}
        size="xs"
        w={150}
        data={STATUSES.map((value) => ({ value, label: t(`states.${value}`) }))}
        value={String(leaf['status']) as (typeof STATUSES)[number]}
        onChange={(status) => onChange({ ...leaf, status })}
        allowDeselect={false}
      />
    </>
  );
}

export const consentLeaf: LeafKind = {
  Editor: ConsentEditor,
  blank: { topic: 'newsletter', status: 'subscribed' },
  isComplete: (leaf) => leaf['topic'] !== '' && leaf['status'] !== '',
};
