import { Button } from '@mantine/core';

import { nameOf, useContact } from '../../api/contacts';
import type { TimelineEntry } from '../../api/contacts';
import { useConfirm } from '../../kit/confirm';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { useUndoMerge } from './use-undo-merge';

/** Under the entry of a merge, on the page of the contact that stayed, for as long as it stands. */
export function UndoMerge({ entry, contact }: { entry: TimelineEntry; contact: number }) {
  const { merged_id: merged, kept_id: kept, undone } = entry.data;
  const { undo, isUndoing } = useUndoMerge();
  const mayUndo = useCan('audience.merge');
  const confirm = useConfirm();
  const { data } = useContact(contact);
  if (!mayUndo || undone === true || kept !== contact || typeof merged !== 'number' || !data) return null;
  const ask = async () => {
    const name = nameOf(data);
    const request = {
      title: t('merge.undoTitle', { name }),
      body: t('merge.undoBody', { name }),
      action: t('merge.undo'),
    };
    if (await confirm(request)) undo(merged);
  };
  return (
    <Button variant="subtle" size="compact-sm" px={0} loading={isUndoing} onClick={() => void ask()} display="block">
      {t('merge.undo')}
    </Button>
  );
}
