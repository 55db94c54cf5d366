import './run-words';

import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { AutomationDocument } from '../../api/automations';
import { useConfirm } from '../../kit/confirm';
import { RelativeTime } from '../../kit/relative-time';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { stepAt } from './flow/ways';
import { useStepWords } from './use-step-words';

export type TroubleRemedy = 'retry' | 'skip' | 'exit';

/** A mutation that does something for all people of a group, and says for how many it was done. */
interface Resolve<Remedy, TroubledGroup> {
  mutate(
    input: { remedy: Remedy; group: TroubledGroup },
    then: { onSuccess: (done: { changed: number }) => void; onError: (error: Error) => void },
  ): void;
}

/** Does it after a question where somebody leaves, and says how many it was done to. */
export function useRemedy<Remedy extends TroubleRemedy, TroubledGroup extends { n: number }>(
  resolve: Resolve<Remedy, TroubledGroup>,
  failed: string,
) {
  const confirm = useConfirm();
  return async (remedy: Remedy, group: TroubledGroup, place: string): Promise<void> => {
    const sure =
      remedy !== 'exit' ||
      (await confirm({
        title: t('automationRuns.stuckPeople.exitTitle', { count: group.n, step: place }),
        body: t('automationRuns.stuckPeople.exitBody'),
        action: t('automationRuns.stuckPeople.exit'),
        dangerous: true,
      }));
    if (!sure) return;
    const done: TroubleRemedy = remedy;
    resolve.mutate(
      { remedy, group },
      {
        onSuccess: ({ changed }) => toast.done(t(`automationRuns.stuckPeople.done.${done}`, { count: changed })),
        onError: (error) => toast.failed(failed, error),
      },
    );
  };
}

/** What a step is called on the canvas; its id when it is there no more. */
export function useStepName(document: AutomationDocument): (step: string) => string {
  const wordsOf = useStepWords();
  return (step) => {
    const found = stepAt(document, step);
    return found ? wordsOf(found).title : step;
  };
}

interface TroublePanelProps<Remedy extends TroubleRemedy> {
  readonly color: string;
  readonly title: string;
  /** Why, and what else is to be said. */
  readonly children: ReactNode;
  readonly since: string;
  /** Said behind the time. */
  readonly more?: ReactNode;
  readonly remedies: readonly Remedy[];
  readonly onRemedy: (remedy: Remedy) => void;
}

function wordOf(remedy: TroubleRemedy): string {
  return t(`automationRuns.stuckPeople.${remedy}`);
}

/** People at one step who do not get on for one reason, and what can be done with them. */
export function TroublePanel<Remedy extends TroubleRemedy>(props: TroublePanelProps<Remedy>) {
  const mayEdit = useCan('automations.edit');
  return (
    <Alert color={props.color} variant="light" mb="md" title={props.title}>
      <Stack gap="xs">
        {props.children}
        <Text size="sm">
          {t('automationRuns.troubles.since')} <RelativeTime at={props.since} />
        </Text>
        {props.more}
        {mayEdit && (
          <Group gap="xs">
            {props.remedies.map((name) => (
              <Button key={name} variant="default" onClick={() => props.onRemedy(name)}>
                {wordOf(name)}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
