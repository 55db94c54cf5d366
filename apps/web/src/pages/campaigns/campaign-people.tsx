import { Button, Drawer, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconDownload, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';

import { campaignPeopleUrl, useCampaignPeople } from '../../api/campaign-rounds';
import type { CampaignPerson, PeopleFilter } from '../../api/campaign-rounds';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { formatNumber } from '../../kit/format';
import { Section } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { reasonWords } from '../../kit/why/fact-words';
import { t, tOr } from '../../messages';
import { useCan } from '../../shell/permissions';
import classes from './campaigns.module.css';
import { personColumn } from './person-column';
import { usePages } from './use-pages';

const person = personColumn<CampaignPerson>();

/** A bounce says what is wrong; of other ends, what had the last word. */
function endWords(outcome: string, reason: string | null): string {
  if (reason === null) return '';
  if (outcome === 'bounced') return tOr(`returnedMail.reasons.${reason}`, '');
  return tOr(`campaigns.ends.${reason}`, tOr(`campaigns.ends.${outcome}`, ''));
}

/** The kind of trouble, and the words of the server that had it. */
const why = (outcome: string): Column<CampaignPerson> => ({
  key: 'why',
  header: t('campaigns.peopleColumns.why'),
  cell: ({ reason, response }) => (
    <>
      {endWords(outcome, reason)}
      {response !== null && (
        <Text span size="xs" c="dimmed" className={classes['response']}>
          {response}
        </Text>
      )}
    </>
  ),
  card: 'fact',
});

const at: Column<CampaignPerson> = {
  key: 'at',
  header: t('campaigns.peopleColumns.at'),
  cell: (row) => <RelativeTime at={row.at} dimmed />,
  align: 'right',
  card: 'aside',
};

/** Of whom the number alone does not say why. */
const UNEXPLAINED: ReadonlySet<string> = new Set(['bounced', 'failed', 'unknown']);

/** What was left out for its content names the value, or the size. */
function columnsFor({ outcome, reason = '' }: PeopleFilter): Column<CampaignPerson>[] {
  const needsWhy = UNEXPLAINED.has(outcome) || reason.startsWith('content.');
  return needsWhy ? [person, why(outcome), at] : [person, at];
}

function People({ id, filter }: { id: number; filter: PeopleFilter }) {
  const pages = usePages();
  const mayDownload = useCan('campaigns.edit');
  return (
    <Stack gap="md">
      {mayDownload && (
        <Button
          component="a"
          href={campaignPeopleUrl(id, filter)}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          w="fit-content"
        >
          {t('campaigns.peopleFile')}
        </Button>
      )}
      <DataTable
        label={t('campaigns.people')}
        columns={columnsFor(filter)}
        list={useCampaignPeople(id, filter, pages.cursor)}
        state={pages}
        rowKey={(person) => person.contact_id}
        empty={<EmptyState icon={IconUsers} sentence={t('campaigns.noPeople')} />}
      />
    </Stack>
  );
}

interface PeopleDrawerProps {
  id: number;
  /** The number whose people are shown; none while closed. */
  filter: PeopleFilter | undefined;
  title: string;
  onClose: () => void;
}

/** Who is behind a number. */
export function PeopleDrawer({ id, filter, title, onClose }: PeopleDrawerProps) {
  return (
    <Drawer
      opened={filter !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={title}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      {filter !== undefined && <People id={id} filter={filter} />}
    </Drawer>
  );
}

interface ReasonsProps {
  id: number;
  outcome: string;
  title: string;
  help: string;
  counts: Record<string, number>;
}

/** Numbers by reason, the largest first, each leading to the people behind it; nothing when there are none. */
export function PeopleByReason({ id, outcome, title, help, counts }: ReasonsProps) {
  const [shown, show] = useState<string>();
  const reasons = Object.entries(counts).sort(([, one], [, other]) => other - one);
  if (reasons.length === 0) return null;
  return (
    <Section title={title} description={help}>
      <dl className={classes['reasons']}>
        {reasons.map(([reason, count]) => (
          <div key={reason} style={{ display: 'contents' }}>
            <dt>{reasonWords(reason)}</dt>
            <dd>
              <UnstyledButton
                className={classes['count']}
                aria-label={t('campaigns.showPeople', { count, reason: reasonWords(reason) })}
                onClick={() => show(reason)}
              >
                {formatNumber(count)}
              </UnstyledButton>
            </dd>
          </div>
        ))}
      </dl>
      <PeopleDrawer
        id={id}
        filter={shown === undefined ? undefined : { outcome, reason: shown }}
        title={t('campaigns.peopleOf', { reason: reasonWords(shown ?? '') })}
        onClose={() => show(undefined)}
      />
    </Section>
  );
}
