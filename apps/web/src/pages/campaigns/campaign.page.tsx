import { Alert, Anchor, Stack } from '@mantine/core';
import { IconAlertTriangle, IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';

import { useCampaign } from '../../api/campaigns';
import type { Campaign } from '../../api/campaigns';
import { useMessages } from '../../api/messages';
import type { Message } from '../../api/messages';
import { useSegments } from '../../api/segments';
import { useTemplates } from '../../api/templates';
import { Address } from '../../kit/address';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { formatDateTime } from '../../kit/format';
import { Page as Skeleton, Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { RelativeTime } from '../../kit/relative-time';
import { useRouteId } from '../../kit/route-id';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { WhyButton, WhyDrawer } from '../../kit/why/why-drawer';
import { t, tOr } from '../../messages';
import { useCan } from '../../shell/permissions';
import { CampaignActions } from './campaign-actions';
import { Preflight, TestMail } from './campaign-before';
import { CampaignNumbers } from './campaign-numbers';
import { CampaignRounds } from './campaign-rounds';
import { CampaignWhy } from './campaign-why';
import classes from './campaigns.module.css';
import { TopicName } from './topic-name';

const columns: Column<Message>[] = [
  {
    key: 'recipient',
    header: t('campaigns.messageColumns.recipient'),
    cell: ({ recipient, contact_id }) => <Address>{recipient ?? String(contact_id)}</Address>,
    card: 'title',
    width: 35,
  },
  {
    key: 'status',
    header: t('campaigns.messageColumns.status'),
    cell: ({ status }) => <StateBadge state={status} />,
    card: 'aside',
  },
  {
    key: 'reason',
    header: t('campaigns.messageColumns.reason'),
    cell: ({ reason, response }) =>
      reason === null ? response : tOr(`campaigns.reasons.${reason}`, response ?? reason),
  },
  {
    key: 'at',
    header: t('campaigns.messageColumns.at'),
    cell: ({ sent_at }) => sent_at !== null && <RelativeTime at={sent_at} dimmed />,
    align: 'right',
    card: 'fact',
  },
];

function Messages({ id }: { id: number }) {
  const state = useTableState();
  const list = useMessages({ campaign: id, cursor: state.cursor, status: state.filter('status') });
  const [asked, ask] = useState<Message>();
  return (
    <Section title={t('campaigns.messages')} padding="flush">
      <DataTable
        label={t('campaigns.messages')}
        columns={columns}
        list={list}
        state={state}
        rowKey={(message) => message.id}
        rowTo={({ contact_id }) => `/audience/${contact_id}`}
        rowActions={(message) => <WhyButton message={message} onAsk={ask} />}
        empty={<EmptyState icon={IconMail} sentence={t('campaigns.noMessages')} />}
      />
      <WhyDrawer message={asked} onClose={() => ask(undefined)} />
    </Section>
  );
}

function About({ campaign }: { campaign: Campaign }) {
  const { template_id: templateId, audience, topic, send_at: sendAt, status } = campaign;
  const template = useTemplates().data?.data.find(({ id }) => id === templateId);
  const segments = useSegments().data?.data ?? [];
  const named = (ids: number[]) => segments.filter(({ id }) => ids.includes(id));
  return (
    <Section title={t('campaigns.about')}>
      <dl className={classes['about']}>
        <dt>{t('campaigns.template')}</dt>
        <dd>
          <Anchor component={Link} to={`/templates/${templateId}`}>
            {template?.name ?? templateId}
          </Anchor>
        </dd>
        <dt>{t('campaigns.topic')}</dt>
        <dd>
          <TopicName slug={topic} />
        </dd>
        <dt>{t('campaigns.who')}</dt>
        <dd>
          {audience.everyone === true
            ? t('campaigns.everyoneShort', { reason: audience.reason ?? '' })
            : named(audience.include).map(({ id, name }) => (
                <div key={id}>
                  <Anchor component={Link} to={`/segments/${id}`}>
                    {name}
                  </Anchor>
                </div>
              ))}
        </dd>
        {sendAt != null && status === 'scheduled' && (
          <>
            <dt>{t('campaigns.sendAt')}</dt>
            <dd>{formatDateTime(sendAt)}</dd>
          </>
        )}
      </dl>
    </Section>
  );
}

function View({ campaign }: { campaign: Campaign }) {
  const mayEdit = useCan('campaigns.edit');
  const { id, name, status } = campaign;
  const isBefore = status === 'draft' || status === 'scheduled' || status === 'failed';
  return (
    <Skeleton
      title={name}
      badge={<StateBadge state={status} />}
      back={{ to: '/campaigns', label: t('campaigns.title') }}
      {...(mayEdit ? { actions: <CampaignActions campaign={campaign} /> } : {})}
    >
      <div className={classes['columns']}>
        <Stack gap="lg">
          {campaign.failure != null && (
            <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('campaigns.notStarted')}>
              {campaign.failure}
            </Alert>
          )}
          {isBefore ? <Preflight campaign={campaign} /> : <CampaignNumbers id={id} />}
          {!isBefore && <CampaignRounds campaign={campaign} />}
          {!isBefore && <Messages id={id} />}
        </Stack>
        <Stack gap="lg">
          <About campaign={campaign} />
          {mayEdit && isBefore && <TestMail campaign={campaign} />}
          <CampaignWhy id={id} />
        </Stack>
      </div>
    </Skeleton>
  );
}

export function Page() {
  const campaign = useCampaign(useRouteId());
  return (
    <QueryView query={campaign} failed={t('campaigns.failed')}>
      {(data) => <View campaign={data} />}
    </QueryView>
  );
}
