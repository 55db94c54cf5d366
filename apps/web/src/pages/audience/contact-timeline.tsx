import { Button, Skeleton, Stack, Text } from '@mantine/core';
import {
  IconBolt,
  IconBoltFilled,
  IconMail,
  IconNote,
  IconPhoneCall,
  IconRoute,
  IconShieldCheck,
  IconTag,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';

import { useTimeline } from '../../api/contacts';
import type { TimelineEntry } from '../../api/contacts';
import { formatMoney, formatNumber } from '../../kit/format';
import { Section } from '../../kit/page';
import { ProblemNotice } from '../../kit/problem';
import { RelativeTime } from '../../kit/relative-time';
import { t, tOr } from '../../messages';
import classes from './audience.module.css';
import { NoteForm } from './note-form';

const ICONS: Record<string, Icon> = {
  alert: IconPhoneCall,
  automation: IconRoute,
  consent: IconShieldCheck,
  email: IconMail,
  message: IconMail,
  note: IconNote,
  segment: IconUsersGroup,
  tag: IconTag,
  event: IconBolt,
};

const MOST_FACTS = 6;
const LONGEST_FACT = 120;

function isShown(value: unknown): value is string | number | boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean';
}

/** A value and its currency are one fact. */
function withMoney(data: Record<string, unknown>): Record<string, unknown> {
  const { value, currency, ...rest } = data;
  const amount = Number(value);
  if (typeof currency !== 'string' || value === null || value === undefined || Number.isNaN(amount)) return data;
  return { value: formatMoney(amount, currency), ...rest };
}

/** What an entry says beside its name, flat: the properties of an event stand beside its value. */
function factsOf({ data }: TimelineEntry): [string, string][] {
  const { properties, ...own } = data;
  const nested = typeof properties === 'object' && properties !== null ? properties : {};
  const all: [string, unknown][] = Object.entries({ ...withMoney(own), ...nested });
  const shown = all.filter((entry): entry is [string, string | number | boolean] => {
    return isShown(entry[1]) && !/(^|_)id$/.test(entry[0]) && entry[0] !== 'body';
  });
  return shown.slice(0, MOST_FACTS).map(([name, value]) => {
    const text = typeof value === 'number' ? formatNumber(value) : String(value);
    return [name.replaceAll('_', ' '), text.slice(0, LONGEST_FACT)];
  });
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const Picture = ICONS[entry.kind] ?? IconBoltFilled;
  const note = entry.kind === 'note' ? entry.data['body'] : undefined;
  return (
    <li className={classes['entry']}>
      <span className={classes['entryIcon']} title={tOr(`timeline.kinds.${entry.kind}`, entry.kind)}>
        <Picture size={15} stroke={1.7} aria-hidden />
      </span>
      <div className={classes['entryBody']}>
        <Text span fw={500}>
          {tOr(`timeline.names.${entry.name}`, entry.name.replaceAll('_', ' '))}
        </Text>
        {typeof note === 'string' && <div className={classes['note']}>{note}</div>}
        <div className={classes['properties']}>
          {factsOf(entry).map(([name, value]) => (
            <span key={name}>
              {name}: {value}
            </span>
          ))}
        </div>
      </div>
      <span className={classes['entryTime']}>
        <RelativeTime at={entry.at} dimmed />
      </span>
    </li>
  );
}

/** Everything that happened to a person, newest first, older entries on demand. */
export function ContactTimeline({ id, mayNote }: { id: number; mayNote: boolean }) {
  const timeline = useTimeline(id);
  const entries = timeline.data?.pages.flatMap(({ data }) => data);
  return (
    <Section title={t('contact.timeline')}>
      <Stack gap="md">
        {mayNote && <NoteForm contact={id} />}
        {timeline.error && !entries && (
          <ProblemNotice
            title={t('contact.timelineFailed')}
            error={timeline.error}
            onRetry={() => void timeline.refetch()}
          />
        )}
        {!entries && !timeline.error && <Skeleton height={160} />}
        {entries?.length === 0 && <Text c="dimmed">{t('contact.noTimeline')}</Text>}
        <ol className={classes['timeline']}>
          {entries?.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
        {timeline.hasNextPage && (
          <Button
            variant="default"
            loading={timeline.isFetchingNextPage}
            onClick={() => void timeline.fetchNextPage()}
            w="fit-content"
          >
            {t('contact.older')}
          </Button>
        )}
      </Stack>
    </Section>
  );
}
