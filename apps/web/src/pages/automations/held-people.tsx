import './run-words';

import { Alert, Button, Group, Stack, Text } from '@mantine/core';

import type { AutomationDocument } from '../../api/automations';
import { useHeldGroups, useResolveHeld } from '../../api/held-runs';
import type { HeldGroup, HeldRemedy } from '../../api/held-runs';
import { useConfirm } from '../../kit/confirm';
import { sentenceOf } from '../../kit/problem';
import { RelativeTime } from '../../kit/relative-time';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { stepAt } from './flow/ways';
import { useStepWords } from './use-step-words';

/** Asks before somebody leaves, and says how many it was done to. */
function useHeldRemedy(automation: number) {
  const confirm = useConfirm();
  const resolve = useResolveHeld(automation);
  return async (remedy: HeldRemedy, group: HeldGroup, place: string): Promise<void> => {
    const sure =
      remedy === 'retry' ||
      (await confirm({
        title: t('automationRuns.stuckPeople.exitTitle', { count: group.n, step: place }),
        body: t('automationRuns.stuckPeople.exitBody'),
        action: t('automationRuns.stuckPeople.exit'),
        dangerous: true,
      }));
    if (!sure) return;
    resolve.mutate(
      { remedy, group },
      {
        onSuccess: ({ changed }) => toast.done(t(`automationRuns.stuckPeople.done.${remedy}`, { count: changed })),
        onError: (error) => toast.failed(t('automationRuns.heldPeople.failed'), error),
      },
    );
  };
}

/** Those who are under way but do not get on: where, since when, why, and when they are tried again. */
export function HeldPeople({ id, document }: { id: number; document: AutomationDocument }) {
  const wordsOf = useStepWords();
  const mayEdit = useCan('automations.edit');
  const remedy = useHeldRemedy(id);
  const groups = useHeldGroups(id).data?.data ?? [];
  const nameOf = (step: string): string => {
    const found = stepAt(document, step);
    return found ? wordsOf(found).title : step;
  };
  return groups.map((group) => {
    const place = nameOf(group.step);
    return (
      <Alert
        key={`${group.step} ${String(group.whole)} ${group.error}`}
        color="yellow"
        variant="light"
        mb="md"
        title={t('automationRuns.heldPeople.title', { count: group.n, step: place })}
      >
        <Stack gap="xs">
          <Text>{sentenceOf(group.error)}</Text>
          {group.whole && <Text size="sm">{t('automationRuns.heldPeople.whole')}</Text>}
          <Text size="sm">
            {t('automations.since')} <RelativeTime at={group.since} />
          </Text>
          <Text size="sm">
            {t('automationRuns.heldPeople.next')} <RelativeTime at={group.retry_at} />
          </Text>
          {mayEdit && (
            <Group gap="xs">
              {(['retry', 'exit'] as const).map((name) => (
                <Button key={name} variant="default" onClick={() => void remedy(name, group, place)}>
                  {t(`automationRuns.stuckPeople.${name}`)}
                </Button>
              ))}
            </Group>
          )}
        </Stack>
      </Alert>
    );
  });
}
