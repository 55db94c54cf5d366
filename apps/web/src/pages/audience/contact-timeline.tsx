import { Button, Skeleton, Stack, Text } from '@mantine/core';
import {
  IconArrowMerge,
  IconBolt,
  IconBoltFilled,
  IconMail,
  IconNote,
  IconPhoneCall,
  IconRoute,
  IconShieldCheck,
  IconTag,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';

import { useTimeline } from '../../api/contacts';
import type { TimelineEntry } from '../../api/contacts';
import { useRegistry } from '../../api/registry';
import { Section } from '../../kit/page';
import { ProblemNotice } from '../../kit/problem';
import { RelativeTime } from '../../kit/relative-time';
import { t, tOr } from '../../messages';
import classes from './audience.module.css';
import { NoteForm } from './note-form';
import { describeEntry } from './timeline-words';
import { UndoMerge } from './undo-merge';

const ICONS: Record<string, Icon> = {
  alert: IconPhoneCall,
  automation: IconRoute,
  consent: IconShieldCheck,
  email: IconMail,
  merge: IconArrowMerge,
  message: IconMail,
  note: IconNote,
  segment: IconUsersGroup,
  tag: IconTag,
  event: IconBolt,
  webhook: IconWebhook,
};

function Entry({ entry, contact }: { entry: TimelineEntry; contact: number }) {
  const Picture = ICONS[entry.kind] ?? IconBoltFilled;
  const steps = useRegistry('steps').data ?? [];
  const { title, facts } = describeEntry(entry, (type) => steps.find((step) => step.type === type)?.label ?? type);
  const note = entry.kind === 'note' ? entry.data['body'] : undefined;
  return (
    <li className={classes['entry']}>
      <span className={classes['entryIcon']} title={tOr(`timeline.kinds.${entry.kind}`, entry.kind)}>
        <Picture size={15} stroke={1.7} aria-hidden />
      </span>
      <div className={classes['entryBody']}>
        <Text span fw={500}>
          {title}
        </Text>
        {entry.name === 'contact_merged' && <UndoMerge entry={entry} contact={contact} />}
        {typeof note === 'string' && <div className={classes['note']}>{note}</div>}
        <div className={classes['properties']}>
          {facts.map(([name, value]) => (
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
            <Entry key={entry.id} entry={entry} contact={id} />
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
