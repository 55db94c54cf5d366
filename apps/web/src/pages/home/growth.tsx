import { Skeleton, Text } from '@mantine/core';
import { Link } from 'react-router';

import { nameOf, useContacts } from '../../api/contacts';
import { useSegmentPreview, useSegments } from '../../api/segments';
import type { Segment } from '../../api/segments';
import { Address } from '../../kit/address';
import { EVERYBODY } from '../../kit/conditions/condition';
import { formatNumber } from '../../kit/format';
import { Mark } from '../../kit/label';
import { Section } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { t } from '../../messages';
import classes from './home.module.css';

const NEWEST = 5;
const LARGEST = 5;

function SegmentBar({ segment, total }: { segment: Segment; total: number }) {
  const { id, name, color, count } = segment;
  const width = total === 0 ? 0 : Math.min(100, (count / total) * 100);
  return (
    <li className={classes['item']}>
      <Mark color={color} />
      <span className={classes['name']}>
        <Link to={`/segments/${id}`} className={classes['link']}>
          {name}
        </Link>
      </span>
      <span className={classes['bar']} aria-hidden>
        <span
          className={classes['barFill']}
          style={{ width: `${width}%`, background: color ?? 'var(--td-neutral-mark)' }}
        />
      </span>
      <span className={classes['amount']}>{formatNumber(count)}</span>
    </li>
  );
}

function Newest() {
  const contacts = useContacts({ limit: NEWEST }).data?.data;
  return (
    <div>
      <Text fw={500}>{t('home.newest')}</Text>
      {!contacts && <Skeleton height={120} />}
      <ul className={classes['list']}>
        {contacts?.map((contact) => (
          <li key={contact.id} className={classes['item']}>
            <Link to={`/audience/${contact.id}`} className={classes['link']}>
              <Address>{nameOf(contact)}</Address>
            </Link>
            <RelativeTime at={contact.created_at} dimmed />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How many there are, who came last, and how the segments share them. */
export function Growth() {
  const everybody = useSegmentPreview(EVERYBODY, true).data;
  const segments = useSegments().data?.data ?? [];
  const largest = segments.toSorted((a, b) => b.count - a.count).slice(0, LARGEST);
  const total = everybody?.count ?? 0;
  if (everybody?.count === 0) return null;
  return (
    <Section title={t('home.growth')}>
      <div className={classes['growth']}>
        <div>
          {everybody ? (
            <div className={classes['total']}>
              {everybody.exact ? t('home.contacts', { count: total }) : t('home.contactsAbout', { count: total })}
            </div>
          ) : (
            <Skeleton height={30} width={160} />
          )}
          {largest.length > 0 && (
            <ul className={classes['list']} aria-label={t('home.largest')}>
              {largest.map((segment) => (
                <SegmentBar key={segment.id} segment={segment} total={total} />
              ))}
            </ul>
          )}
        </div>
        <Newest />
      </div>
    </Section>
  );
}
