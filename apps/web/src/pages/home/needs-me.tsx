import { Skeleton, Text } from '@mantine/core';
import { IconAlertCircle, IconClockExclamation, IconPhoneCall } from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';
import { Link } from 'react-router';

import { useCampaigns } from '../../api/campaigns';
import type { Campaign } from '../../api/campaigns';
import { useAlerts } from '../../api/sales';
import type { SalesAlert } from '../../api/sales';
import { useSenders } from '../../api/senders';
import { useSession } from '../../api/session';
import { useEndpoints } from '../../api/webhooks';
import type { WebhookEndpoint } from '../../api/webhooks';
import { Section } from '../../kit/page';
import { useNow } from '../../kit/relative-time';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import classes from './home.module.css';

interface Need {
  key: string;
  text: string;
  to: string;
  icon: Icon;
  tone: 'warn' | 'bad';
}

function alertNeeds(alerts: SalesAlert[], self: number | undefined, now: number): Need[] {
  const open = alerts.filter(({ status }) => status !== 'done');
  const late = open.filter(({ due_at: due }) => due !== null && new Date(due).getTime() < now);
  const mine = open.filter(({ assigned_to: to }) => to === self);
  const nobodys = open.filter(({ assigned_to: to }) => to === null);
  const to = '/sales';
  const needs: (Need & { count: number })[] = [
    {
      key: 'late',
      count: late.length,
      text: t('home.overdue', { count: late.length }),
      to,
      icon: IconClockExclamation,
      tone: 'bad',
    },
    {
      key: 'mine',
      count: mine.length,
      text: t('home.mine', { count: mine.length }),
      to,
      icon: IconPhoneCall,
      tone: 'warn',
    },
    {
      key: 'nobody',
      count: nobodys.length,
      text: t('home.unassigned', { count: nobodys.length }),
      to,
      icon: IconPhoneCall,
      tone: 'warn',
    },
  ];
  return needs.filter(({ count }) => count > 0);
}

function campaignNeeds(campaigns: Campaign[]): Need[] {
  return campaigns.flatMap(({ id, name, status }): Need[] => {
    const shared = { key: `campaign:${id}`, to: `/campaigns/${id}`, icon: IconAlertCircle };
    if (status === 'failed') return [{ ...shared, text: t('home.failedCampaign', { name }), tone: 'bad' as const }];
    return status === 'paused' ? [{ ...shared, text: t('home.pausedCampaign', { name }), tone: 'warn' as const }] : [];
  });
}

/** Endpoints that were turned off because they took nothing any more. */
function endpointNeeds(endpoints: WebhookEndpoint[]): Need[] {
  const lost = endpoints.filter(({ off_reason: reason }) => reason !== null);
  return lost.map(({ id, name }) => ({
    ...{ key: `endpoint:${id}`, text: t('home.lostEndpoint', { name }), to: '/settings/webhooks' },
    ...{ icon: IconAlertCircle, tone: 'bad' as const },
  }));
}

/** What is late, has failed, or waits for somebody. */
export function NeedsMe() {
  const self = useSession().data?.user.id;
  const alerts = useAlerts();
  const campaigns = useCampaigns({ limit: 20 });
  const senders = useSenders();
  const now = useNow();
  const isWaiting = alerts.isPending || campaigns.isPending;
  const needs: Need[] = [
    ...(senders.data?.data.length === 0
      ? [
          {
            key: 'sender',
            text: t('home.noSender'),
            to: '/settings/senders',
            icon: IconAlertCircle,
            tone: 'warn' as const,
          },
        ]
      : []),
    ...campaignNeeds(campaigns.data?.data ?? []),
    ...endpointNeeds(useEndpoints(useCan('mailbox.read')).data?.data ?? []),
    ...alertNeeds(alerts.data?.data ?? [], self, now),
  ];
  return (
    <Section title={t('home.needs')}>
      {isWaiting && <Skeleton height={72} />}
      {!isWaiting && needs.length === 0 && <Text c="dimmed">{t('home.needsNothing')}</Text>}
      <ul className={classes['list']}>
        {needs.map(({ key, text, to, icon: Picture, tone }) => (
          <li key={key} className={classes['item']}>
            <Picture size={18} className={classes[tone]} aria-hidden />
            <Link to={to} className={classes['link']}>
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
