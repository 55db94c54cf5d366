import { useState } from 'react';

import { useSegmentDifference } from '../../api/segment-life';
import type { Segment } from '../../api/segments';
import { isTreeComplete } from '../../kit/conditions/condition-builder';
import { rooted } from '../../kit/conditions/condition';
import type { Condition } from '../../kit/conditions/condition';
import type { FormHandle } from '../../kit/form';
import { ReviewChanges } from './review-changes';

/** Puts a look at the difference before the saving of another condition. */
export function useReview<T extends { condition: Condition }>(segment: Segment | undefined, form: FormHandle<T>) {
  const [opened, setOpened] = useState(false);
  const difference = useSegmentDifference(segment?.id ?? 0);
  const { condition } = form.values;
  const isEdited =
    segment?.kind === 'dynamic' && JSON.stringify(condition) !== JSON.stringify(rooted(segment.condition));
  const submit = async () => {
    if (!isEdited || !isTreeComplete(condition)) return form.submit();
    setOpened(true);
    difference.reset();
    difference.mutate(condition);
  };
  const close = () => setOpened(false);
  const dialog = (
    <ReviewChanges
      opened={opened}
      difference={difference.data}
      error={difference.error}
      saving={form.saving}
      onClose={close}
      onSave={() => {
        close();
        void form.submit();
      }}
    />
  );
  return { form: { ...form, submit }, dialog };
}
