import { Alert, Button, Group, Stack, Text } from '@mantine/core';

import type { AutomationDocument } from '../../api/automations';
import { useResolveStuck, useStuckGroups } from '../../api/stuck-runs';
import type { Remedy, StuckGroup } from '../../api/stuck-runs';
import { useConfirm } from '../../kit/confirm';
import { sentenceOf } from '../../kit/problem';
import { RelativeTime } from '../../kit/relative-time';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { stepAt } from './flow/ways';
import { useStepWords } from './use-step-words';

/** Asks before somebody leaves, and says how many it was done to. */
function useRemedy(automation: number) {
  const confirm = useConfirm();
  const resolve = useResolveStuck(automation);
  return async (remedy: Remedy, group: StuckGroup, place: string): Promise<void> => {
    const sure =
      remedy !== 'exit' ||
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
        onError: (error) => toast.failed(t('automationRuns.stuckPeople.failed'), error),
      },
    );
  };
}

/** Those whose step has failed too often, by step and reason, and what can be done with them. */
export function StuckPeople({ id, document }: { id: number; document: AutomationDocument }) {
  const wordsOf = useStepWords();
  const mayEdit = useCan('automations.edit');
  const remedy = useRemedy(id);
  const groups = useStuckGroups(id).data?.data ?? [];
  const nameOf = (step: string): string => {
    const found = stepAt(document, step);
    return found ? wordsOf(found).title : step;
  };
  return groups.map((group) => {
    const place = nameOf(group.step);
    return (
      <Alert
        key={`${group.step} ${group.error ?? ''}`}
        color="red"
        variant="light"
        mb="md"
        title={t('automationRuns.stuckPeople.title', { count: group.n, step: place })}
      >
        <Stack gap="xs">
          <Text>{group.error === null ? t('automationRuns.stuckPeople.unknown') : sentenceOf(group.error)}</Text>
          <Text size="sm">
            {t('automations.since')} <RelativeTime at={group.since} />
          </Text>
          {mayEdit && (
            <Group gap="xs">
              {(['retry', 'skip', 'exit'] as const).map((name) => (
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
