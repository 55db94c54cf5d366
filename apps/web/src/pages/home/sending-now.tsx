import { Group, Progress, Skeleton, Text } from '@mantine/core';
import { Link } from 'react-router';

import { doneOf, useCampaignReport, useCampaigns } from '../../api/campaigns';
import type { Campaign } from '../../api/campaigns';
import { formatShare } from '../../kit/format';
import { Section } from '../../kit/page';
import { t } from '../../messages';
import classes from './home.module.css';

function Send({ campaign }: { campaign: Campaign }) {
  const report = useCampaignReport(campaign.id).data;
  const done = report ? doneOf(report) : 0;
  const total = report?.audience ?? 0;
  return (
    <li className={classes['send']}>
      <Group justify="space-between" wrap="nowrap">
        <Link to={`/campaigns/${campaign.id}`} className={classes['link']}>
          {campaign.name}
        </Link>
        <Text className="numeric">{report && formatShare(done, total)}</Text>
      </Group>
      <Progress value={total === 0 ? 0 : (done / total) * 100} aria-label={campaign.name} />
      <Text size="xs" c="dimmed" className="numeric">
        {report && t('home.sendingOf', { done, total })}
      </Text>
    </li>
  );
}

/** Campaigns under way with live numbers. */
export function SendingNow() {
  const campaigns = useCampaigns({ limit: 20 });
  const sending = campaigns.data?.data.filter(({ status }) => status === 'sending') ?? [];
  return (
    <Section title={t('home.sending')}>
      {campaigns.isPending && <Skeleton height={72} />}
      {!campaigns.isPending && sending.length === 0 && <Text c="dimmed">{t('home.sendingNothing')}</Text>}
      <ul className={classes['list']}>
        {sending.map((campaign) => (
          <Send key={campaign.id} campaign={campaign} />
        ))}
      </ul>
    </Section>
  );
}
