import { useBackfill, useCountBackfill } from '../../api/backfill';
import type { Automation } from '../../api/automations';
import { useConfirm } from '../../kit/confirm';
import { toast } from '../../kit/toast';
import { t } from '../../messages';

/** What these triggers look at is a state, in which somebody can be already. */
const STATES: ReadonlySet<string> = new Set(['segment_entered', 'tag_added', 'topic_subscribed', 'contact_created']);

/** Takes in those who were there before, after saying how many; undefined where nobody can be. */
export function useTakeIn({ id, name, status, triggers }: Automation): (() => Promise<void>) | undefined {
  const confirm = useConfirm();
  const count = useCountBackfill(id);
  const enter = useBackfill(id);
  if (status !== 'live' || !triggers.some(({ type }) => STATES.has(type))) return undefined;
  return async () => {
    try {
      const n = await count.mutateAsync();
      const yes = await confirm({
        title: t('automationRuns.takeIn.title', { count: n, name }),
        body: t(n === 0 ? 'automationRuns.takeIn.nobody' : 'automationRuns.takeIn.body'),
        action: t('automationRuns.takeIn.action'),
      });
      if (yes) toast.done(t('automationRuns.takeIn.done', { count: await enter.mutateAsync() }));
    } catch (error) {
      toast.failed(t('automationRuns.takeIn.failed'), error);
    }
  };
}
