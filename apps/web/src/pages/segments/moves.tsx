import { Button, Text } from '@mantine/core';
import { Link } from 'react-router';

import { useSegmentMoves } from '../../api/segment-life';
import type { SegmentMove } from '../../api/segment-life';
import { Address } from '../../kit/address';
import type { Leaf } from '../../kit/conditions/condition';
import { leafWords } from '../../kit/conditions/describe';
import type { Names } from '../../kit/conditions/describe';
import { useNames } from '../../kit/conditions/use-names';
import { ProblemNotice } from '../../kit/problem';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { listOf, t, tOr } from '../../messages';
import classes from './segments.module.css';

function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return t('segments.moves.nothing');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** "Country: FR → GB", "tag vip came". */
function changeWords({ dimension, old, new: value }: SegmentMove['changes'][number], names: Names): string {
  const [kind = '', ...rest] = dimension.split(':');
  const key = rest.join(':');
  if (kind === 'tags') {
    return value === null
      ? t('segments.moves.tagWent', { tag: valueWords(old) })
      : t('segments.moves.tagCame', { tag: valueWords(value) });
  }
  if (kind === 'email') return t('segments.moves.email', { action: tOr(`conditions.actions.${key}`, key) });
  if (kind === 'event') return t('segments.moves.event', { event: key });
  if (kind === 'segment') return t('segments.moves.segment', { segment: names.segment(Number(key)) });
  const name = kind === 'field' ? names.field(key) : kind === 'consent' ? names.topic(key) : key;
  return t('segments.moves.value', { name, from: valueWords(old), to: valueWords(value) });
}

function causeWords({ cause, by, revision }: SegmentMove): string {
  if (cause === null) return t('segments.moves.unknown');
  if (cause === 'hand' && by) return t('segments.moves.handBy', { name: by.name });
  if (cause === 'edit') return t('segments.moves.edit', { revision: revision ?? 0 });
  return t(`segments.moves.causes.${cause}`);
}

function Why({ move, names }: { move: SegmentMove; names: Names }) {
  const clauses = move.clauses.map(({ clause }) => leafWords(clause as Leaf, names));
  return (
    <>
      <Text size="sm">
        {move.changes.length > 0
          ? listOf([...new Set(move.changes.map((change) => changeWords(change, names)))])
          : causeWords(move)}
      </Text>
      {clauses.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('segments.moves.clause', { clauses: listOf(clauses) })}
        </Text>
      )}
    </>
  );
}

function Move({ move, names }: { move: SegmentMove; names: Names }) {
  const { contact, entered, at } = move;
  return (
    <li className={classes['move']}>
      <div className={classes['moveHead']}>
        <StateBadge state={entered ? 'entered' : 'left'} tone={entered ? 'good' : 'neutral'} />
        <Link to={`/audience/${contact.id}`} className={classes['moveName']}>
          <Address>{contact.name ?? contact.email ?? `#${contact.id}`}</Address>
        </Link>
        <RelativeTime at={at} dimmed />
      </div>
      <Why move={move} names={names} />
    </li>
  );
}

/** Who entered and left, when, and by which clause. */
export function Moves({ id }: { id: number }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useSegmentMoves(id);
  const moves = data?.pages.flatMap((page) => page.data);
  const names = useNames((moves ?? []).flatMap(({ clauses }) => clauses.map(({ clause }) => clause as Leaf)));
  if (error) {
    return <ProblemNotice title={t('segments.moves.failed')} error={error} onRetry={() => void refetch()} />;
  }
  if (moves?.length === 0) return <Text c="dimmed">{t('segments.moves.empty')}</Text>;
  return (
    <>
      <ul className={classes['moves']} aria-label={t('segments.moves.title')}>
        {moves?.map((move) => (
          <Move key={move.id} move={move} names={names} />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('segments.moves.more')}
        </Button>
      )}
    </>
  );
}
