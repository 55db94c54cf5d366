import { Text } from '@mantine/core';

import type { AutomationDocument } from '../../api/automations';
import { useResolveStuck, useStuckGroups } from '../../api/stuck-runs';
import { sentenceOf } from '../../kit/problem';
import { t } from '../../messages';
import { TroublePanel, useRemedy, useStepName } from './trouble-panel';

/** Those whose step has failed too often, by step and reason, and what can be done with them. */
export function StuckPeople({ id, document }: { id: number; document: AutomationDocument }) {
  const remedy = useRemedy(useResolveStuck(id), t('automationRuns.stuckPeople.failed'));
  const nameOf = useStepName(document);
  const groups = useStuckGroups(id).data?.data ?? [];
  return groups.map((group) => {
    const place = nameOf(group.step);
    return (
      <TroublePanel
        key={`${group.step} ${group.error ?? ''}`}
        color="red"
        title={t('automationRuns.stuckPeople.title', { count: group.n, step: place })}
        since={group.since}
        remedies={['retry', 'skip', 'exit']}
        onRemedy={(name) => void remedy(name, group, place)}
      >
        <Text>{group.error === null ? t('automationRuns.stuckPeople.unknown') : sentenceOf(group.error)}</Text>
      </TroublePanel>
    );
  });
}
