import { Anchor, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconBell, IconCheck, IconChecklist, IconClock, IconHandGrab, IconUserShare } from '@tabler/icons-react';
import { Link } from 'react-router';

import { useAlertAction } from '../../api/sales';
import type { AlertAction, SalesItem } from '../../api/sales';
import { useSession } from '../../api/session';
import { canBeGivenWork } from '../../api/users';
import type { User } from '../../api/users';
import { Address } from '../../kit/address';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import classes from './sales.module.css';

const SNOOZES = [
  { key: 'hour', for: '1h' },
  { key: 'tomorrow', for: '1d' },
  { key: 'week', for: '1w' },
] as const;

function nameOf({ contact_name, contact_email, contact_id }: SalesItem): string {
  return contact_name ?? contact_email ?? String(contact_id);
}

function isOverdue({ due_at, status }: SalesItem): boolean {
  return status !== 'done' && due_at !== null && new Date(due_at).getTime() < Date.now();
}

function useAct(alert: SalesItem) {
  const act = useAlertAction();
  const name = nameOf(alert);
  const run = (action: AlertAction, done: string) =>
    act.mutate(
      { inbox: alert.inbox, id: alert.id, action },
      {
        onSuccess: () => toast.done(done),
        onError: (error) => toast.failed(t('sales.actionFailed', { name }), error),
      },
    );
  return { run, isRunning: act.isPending };
}

interface AlertProps {
  alert: SalesItem;
  people: User[];
}

function Actions({ alert, people }: AlertProps) {
  const { run, isRunning } = useAct(alert);
  const own = useSession().data?.user.id;
  const name = nameOf(alert);
  const helpers = people.filter(canBeGivenWork);
  if (alert.status === 'done') return null;
  return (
    <Group gap="xs" className={classes['actions']}>
      <Button
        loading={isRunning}
        leftSection={<IconCheck size={16} aria-hidden />}
        onClick={() => run({ kind: 'complete' }, t('sales.completed', { name }))}
      >
        {t('sales.complete')}
      </Button>
      {alert.assigned_to !== own && alert.status === 'open' && (
        <Button
          variant="default"
          leftSection={<IconHandGrab size={16} aria-hidden />}
          onClick={() => run({ kind: 'claim' }, t('sales.claimed', { name }))}
        >
          {t('sales.claim')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconClock size={16} aria-hidden />}>
            {t('sales.snooze')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {SNOOZES.map(({ key, for: time }) => (
            <Menu.Item key={key} onClick={() => run({ kind: 'snooze', for: time }, t('sales.snoozed', { name }))}>
              {t(`sales.snoozes.${key}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {helpers.length > 1 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<IconUserShare size={16} aria-hidden />}>
              {t('sales.assign')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {helpers.map((person) => (
              <Menu.Item
                key={person.id}
                onClick={() => run({ kind: 'assign', user_id: person.id }, t('sales.assigned', { name }))}
              >
                {person.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}

/** One person to call: who, why, until when, and what to do with it. */
export function AlertCard({ alert, people }: AlertProps) {
  const mayWork = useCan('sales.work');
  const overdue = isOverdue(alert);
  const inCharge = people.find(({ id }) => id === alert.assigned_to)?.name;
  return (
    <li className={classes['alert']} data-overdue={overdue}>
      <Stack gap={4}>
        <Group gap="sm">
          <Anchor component={Link} to={`/audience/${alert.contact_id}`} fw={600}>
            <Address>{nameOf(alert)}</Address>
          </Anchor>
          <StateBadge state={alert.status} />
          <Group gap={4} c="dimmed" wrap="nowrap">
            {alert.inbox === 'tasks' ? <IconChecklist size={16} aria-hidden /> : <IconBell size={16} aria-hidden />}
            <Text size="sm">{t(`sales.kinds.${alert.inbox}`)}</Text>
          </Group>
        </Group>
        <Text className={classes['message']}>{alert.message}</Text>
        <Group gap="md">
          <Text size="sm" c={overdue ? 'var(--td-bad-ink)' : 'dimmed'}>
            {alert.due_at === null ? (
              t('sales.noDue')
            ) : (
              <>
                {overdue ? t('sales.overdue') : t('sales.due')} <RelativeTime at={alert.due_at} />
              </>
            )}
          </Text>
          <Text size="sm" c="dimmed">
            {inCharge === undefined ? t('sales.unassigned') : t('sales.inCharge', { name: inCharge })}
          </Text>
        </Group>
      </Stack>
      {mayWork && <Actions alert={alert} people={people} />}
    </li>
  );
}
