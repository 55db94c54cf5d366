import './run-words';

import { useTakeOut } from '../../api/manual-entry';
import { useConfirm } from '../../kit/confirm';
import { toast } from '../../kit/toast';
import { t } from '../../messages';

/** Takes one person out of one automation, after asking. */
export function useTakeOutDialog(): (
  automation: { id: number; name: string },
  contact: { id: number; name: string },
) => Promise<void> {
  const confirm = useConfirm();
  const takeOut = useTakeOut();
  return async (automation, contact) => {
    const words = { name: contact.name, automation: automation.name };
    const yes = await confirm({
      title: t('automationRuns.takeOut.title', words),
      body: t('automationRuns.stuckPeople.exitBody'),
      action: t('automationRuns.takeOut.action'),
      dangerous: true,
    });
    if (!yes) return;
    takeOut.mutate(
      { automation: automation.id, contact: contact.id },
      {
        onSuccess: () => toast.done(t('automationRuns.takeOut.done', words)),
        onError: (error) => toast.failed(t('automationRuns.takeOut.failed', words), error),
      },
    );
  };
}
