import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';

import { useEnrolments } from '../../api/automations';
import type { Enrolment, Params } from '../../api/automations';
import { Address } from '../../kit/address';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { t } from '../../messages';
import classes from './automations.module.css';
import { TestBadge } from './test-badge';

/** So many are shown beside the canvas; all of them have a page of their own. */
const SHOWN = 8;

/** Until when, or why not. */
function Reason({ run, params }: { run: Enrolment; params: Params }) {
  if (run.error !== null) return <Text size="sm">{run.error}</Text>;
  if (run.due_at !== null) {
    return (
      <Text size="sm" c="dimmed">
        {t('automations.until')} <RelativeTime at={run.due_at} />
      </Text>
    );
  }
  return params.type === 'wait_for' ? (
    <Text size="sm" c="dimmed">
      {t('automations.untilMet')}
    </Text>
  ) : null;
}

/** Who stands at a step now, since when and until when. */
export function PeopleHere({ automation, step, params }: { automation: number; step: string; params: Params }) {
  const list = useEnrolments(automation, { cursor: '', step });
  const runs = list.data?.data ?? [];
  return (
    <Stack gap="xs">
      <Title order={3} size="h4">
        {t('automations.peopleHere')}
      </Title>
      {runs.length === 0 && <Text c="dimmed">{t('automations.nobodyHere')}</Text>}
      <ul className={classes['here']}>
        {runs.slice(0, SHOWN).map((run) => (
          <li key={run.id}>
            <Anchor component={Link} to={`/audience/${run.contact_id}`}>
              <Address>{run.name ?? run.email ?? `#${run.contact_id}`}</Address>
            </Anchor>
            {run.test && <TestBadge />}
            {run.state === 'stuck' && <StateBadge state="stuck" tone="bad" />}
            <Text size="sm" c="dimmed">
              {t('automations.since')} <RelativeTime at={run.step_at} />
            </Text>
            <Reason run={run} params={params} />
            <Anchor component={Link} to={`?view=why&contact=${run.contact_id}`} size="sm">
              <Address>{t('automations.whyHere', { name: run.name ?? run.email ?? `#${run.contact_id}` })}</Address>
            </Anchor>
          </li>
        ))}
      </ul>
      {runs.length > 0 && (
        <Anchor component={Link} to={`?view=people&step=${step}`} size="sm">
          {t('automations.peopleAll')}
        </Anchor>
      )}
    </Stack>
  );
}
