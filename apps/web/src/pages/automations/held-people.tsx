import './run-words';

import { Text } from '@mantine/core';

import type { AutomationDocument } from '../../api/automations';
import { useHeldGroups, useResolveHeld } from '../../api/held-runs';
import { sentenceOf } from '../../kit/problem';
import { RelativeTime } from '../../kit/relative-time';
import { t } from '../../messages';
import { TroublePanel, useRemedy, useStepName } from './trouble-panel';

/** Those who are under way but do not get on: where, since when, why, and when they are tried again. */
export function HeldPeople({ id, document }: { id: number; document: AutomationDocument }) {
  const remedy = useRemedy(useResolveHeld(id), t('automationRuns.heldPeople.failed'));
  const nameOf = useStepName(document);
  const groups = useHeldGroups(id).data?.data ?? [];
  return groups.map((group) => {
    const place = nameOf(group.step);
    return (
      <TroublePanel
        key={`${group.step} ${String(group.whole)} ${group.error}`}
        color="yellow"
        title={t('automationRuns.heldPeople.title', { count: group.n, step: place })}
        since={group.since}
        more={
          <Text size="sm">
            {t('automationRuns.heldPeople.next')} <RelativeTime at={group.retry_at} />
          </Text>
        }
        remedies={['retry', 'exit']}
        onRemedy={(name) => void remedy(name, group, place)}
      >
        <Text>{sentenceOf(group.error)}</Text>
        {group.whole && <Text size="sm">{t('automationRuns.heldPeople.whole')}</Text>}
      </TroublePanel>
    );
  });
}
