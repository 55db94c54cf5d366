import { useUnmergeContact } from '../../api/contacts';
import { toast } from '../../kit/toast';
import { listOf, t } from '../../messages';

/** Undoes a merge, by the id of the contact that was taken in, and says what became of it. */
export function useUndoMerge() {
  const unmerge = useUnmergeContact();
  const undo = (merged: number) => {
    unmerge.mutate(merged, {
      onSuccess: ({ warnings = [] }) => {
        const identities = listOf(warnings.map(({ path }) => path));
        if (identities === '') toast.done(t('merge.undone'));
        else toast.warn(t('merge.undoneWithout', { identities }));
      },
      onError: (error) => toast.failed(t('merge.undoFailed'), error),
    });
  };
  return { undo, isUndoing: unmerge.isPending };
}
