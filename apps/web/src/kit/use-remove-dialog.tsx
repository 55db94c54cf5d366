import type { UseMutationResult } from '@tanstack/react-query';

import { useConfirm } from './confirm';
import type { ConfirmRequest } from './confirm';
import { toast } from './toast';

interface RemoveWords extends Omit<ConfirmRequest, 'dangerous'> {
  done: string;
  failed: string;
}

/** Asks, deletes, and says how it went. */
export function useRemoveDialog(remove: UseMutationResult<unknown, Error, number>) {
  const confirm = useConfirm();
  return async (id: number, { done, failed, ...request }: RemoveWords): Promise<void> => {
    if (!(await confirm({ ...request, dangerous: true }))) return;
    remove.mutate(id, {
      onSuccess: () => toast.done(done),
      onError: (error) => toast.failed(failed, error),
    });
  };
}
