import { Table } from '@mantine/core';
import { Link } from 'react-router';

import { useCampaignReport, useCampaigns } from '../../api/campaigns';
import type { Campaign } from '../../api/campaigns';
import { formatNumber, formatShare } from '../../kit/format';
import { Section } from '../../kit/page';
import { ScrollTable } from '../../kit/scroll-table';
import { t } from '../../messages';
import classes from './home.module.css';

const SHOWN = 5;

function ResultRow({ campaign }: { campaign: Campaign }) {
  const report = useCampaignReport(campaign.id).data;
  const share = (part: number) => report && formatShare(part, report.delivered);
  return (
    <Table.Tr>
      <Table.Td>
        <Link to={`/campaigns/${campaign.id}`} className={classes['link']}>
          {campaign.name}
        </Link>
      </Table.Td>
      <Table.Td data-align="right">{report && formatNumber(report.sent)}</Table.Td>
      <Table.Td data-align="right">{share(report?.opened.human ?? 0)}</Table.Td>
      <Table.Td data-align="right">{share(report?.clicked.human ?? 0)}</Table.Td>
      <Table.Td data-align="right">{share(report?.unsubscribed ?? 0)}</Table.Td>
    </Table.Tr>
  );
}

/** How the last campaigns did. */
export function LastResults() {
  const campaigns = useCampaigns({ limit: 20 }).data?.data ?? [];
  const done = campaigns.filter(({ status }) => status === 'completed').slice(0, SHOWN);
  if (done.length === 0) return null;
  return (
    <Section title={t('home.results')} padding="flush">
      <ScrollTable minWidth={480} label={t('home.results')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="40%">{t('home.columns.campaign')}</Table.Th>
            <Table.Th data-align="right">{t('home.columns.sent')}</Table.Th>
            <Table.Th data-align="right">{t('home.columns.opened')}</Table.Th>
            <Table.Th data-align="right">{t('home.columns.clicked')}</Table.Th>
            <Table.Th data-align="right">{t('home.columns.left')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {done.map((campaign) => (
            <ResultRow key={campaign.id} campaign={campaign} />
          ))}
        </Table.Tbody>
      </ScrollTable>
    </Section>
  );
}
