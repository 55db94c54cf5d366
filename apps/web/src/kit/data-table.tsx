import { Button, Group, Skeleton, Table, Text, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import type { Page } from '../api/client';
import { t } from '../messages';
import classes from './data-table.module.css';
import { ProblemNotice } from './problem';
import type { TableState } from './table-state';

export interface Column<T> {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand at the right, in figures of one width. */
  align?: 'right';
  /** The API's name for sorting by this column. */
  sort?: string;
  /** On a phone a row is a card: its title, at most two facts, and what stands at its right. */
  card?: 'title' | 'fact' | 'aside';
  /** Share of the width in percent; columns without one share the rest. */
  width?: number;
}

interface DataTableProps<T> {
  /** Says to a screen reader what the table lists. */
  label: string;
  columns: Column<T>[];
  list: Pick<UseQueryResult<Page<T>>, 'data' | 'error' | 'isFetching' | 'isPlaceholderData' | 'refetch'>;
  rowKey: (row: T) => string | number;
  /** The page that a row opens. */
  rowTo?: (row: T) => string;
  /** Buttons at the end of a row. */
  rowActions?: (row: T) => ReactNode;
  /** Shown instead of the table when there is nothing at all. */
  empty: ReactNode;
  /** Without it the list is a single page. */
  state?: TableState;
  /** True when filters beside search are set: an empty list then means "no match". */
  isFiltered?: boolean;
}

const PHONE = '(max-width: 48em)';
const SKELETON_ROWS = 8;

function SortHeader<T>({ column, state }: { column: Column<T>; state: TableState }) {
  const field = column.sort ?? '';
  const isUp = state.sort === field;
  const isDown = state.sort === `-${field}`;
  return (
    <UnstyledButton
      className={classes['sort']}
      onClick={() => state.change({ sort: isUp ? `-${field}` : isDown ? '' : field })}
    >
      {column.header}
      {isUp && <IconArrowUp size={14} aria-hidden />}
      {isDown && <IconArrowDown size={14} aria-hidden />}
    </UnstyledButton>
  );
}

function ariaSort<T>(column: Column<T>, state: TableState | undefined): 'ascending' | 'descending' | undefined {
  if (column.sort === undefined || !state) return undefined;
  if (state.sort === column.sort) return 'ascending';
  return state.sort === `-${column.sort}` ? 'descending' : undefined;
}

function Head<T>({ columns, state, rowActions }: DataTableProps<T>) {
  return (
    <Table.Thead>
      <Table.Tr>
        {columns.map((column) => (
          <Table.Th
            key={column.key}
            data-align={column.align}
            aria-sort={ariaSort(column, state)}
            {...(column.width === undefined ? {} : { w: `${column.width}%` })}
          >
            {column.sort !== undefined && state ? <SortHeader column={column} state={state} /> : column.header}
          </Table.Th>
        ))}
        {rowActions && (
          <Table.Th className={classes['actions']}>
            <span className={classes['hidden']}>{t('table.actions')}</span>
          </Table.Th>
        )}
      </Table.Tr>
    </Table.Thead>
  );
}

function Row<T>({ row, columns, rowTo, rowActions }: { row: T } & DataTableProps<T>) {
  return (
    <Table.Tr className={classes['row']} data-link={rowTo ? true : undefined}>
      {columns.map((column, index) => (
        <Table.Td key={column.key} data-align={column.align}>
          {index === 0 && rowTo ? (
            <Link to={rowTo(row)} className={classes['rowLink']}>
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </Table.Td>
      ))}
      {rowActions && <Table.Td className={classes['actions']}>{rowActions(row)}</Table.Td>}
    </Table.Tr>
  );
}

/** A card shows no name of a fact that there is nothing to say about. */
function isSaid(cell: ReactNode): boolean {
  return cell !== null && cell !== undefined && cell !== false && cell !== '';
}

function Facts<T>({ row, columns }: { row: T; columns: Column<T>[] }) {
  const facts = columns.map((column) => ({ ...column, shown: column.cell(row) })).filter(({ shown }) => isSaid(shown));
  if (facts.length === 0) return null;
  return (
    <div className={classes['facts']}>
      {facts.map(({ key, header, shown }) => (
        <span key={key}>
          <Text span c="dimmed" size="xs">
            {header}
          </Text>{' '}
          {shown}
        </span>
      ))}
    </div>
  );
}

function Cards<T>(props: DataTableProps<T> & { rows: T[] }) {
  const { rows, columns, rowKey, rowTo, rowActions, label } = props;
  const title = columns.find(({ card }) => card === 'title') ?? columns[0];
  const facts = columns.filter(({ card }) => card === 'fact').slice(0, 2);
  const aside = columns.find(({ card }) => card === 'aside');
  return (
    <ul className={classes['cards']} aria-label={label}>
      {rows.map((row) => (
        <li key={rowKey(row)} className={classes['card']}>
          <div className={classes['cardMain']}>
            {rowTo ? (
              <Link to={rowTo(row)} className={classes['rowLink']}>
                {title?.cell(row)}
              </Link>
            ) : (
              <div className={classes['cardTitle']}>{title?.cell(row)}</div>
            )}
            <Facts row={row} columns={facts} />
          </div>
          {aside && <div>{aside.cell(row)}</div>}
          {rowActions && <div className={classes['cardActions']}>{rowActions(row)}</div>}
        </li>
      ))}
    </ul>
  );
}

function Waiting({ columns }: { columns: number }) {
  return (
    <div className={classes['waiting']} role="status" aria-label={t('table.loading')}>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <div key={row} className={classes['waitingRow']}>
          {Array.from({ length: Math.min(columns, 5) }, (_unused, column) => (
            <Skeleton key={column} height={12} width={column === 0 ? '70%' : '45%'} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Pager({ state, next }: { state: TableState; next: string | null }) {
  if (!state.isDeep && next === null) return null;
  return (
    <Group justify="flex-end" gap="xs" className={classes['pager']}>
      <Button
        variant="default"
        size="xs"
        disabled={!state.isDeep}
        onClick={() => state.previous()}
        leftSection={<IconChevronLeft size={14} aria-hidden />}
      >
        {t('table.previous')}
      </Button>
      <Button
        variant="default"
        size="xs"
        disabled={next === null}
        onClick={() => {
          if (next !== null) state.next(next);
        }}
        rightSection={<IconChevronRight size={14} aria-hidden />}
      >
        {t('table.next')}
      </Button>
    </Group>
  );
}

/** A list: rows of a steady height that stay while they reload, cards on a phone. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { columns, list, rowKey, empty, state, label, isFiltered = false } = props;
  const isPhone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false });
  if (!list.data && list.error) {
    return <ProblemNotice title={t('table.failed')} error={list.error} onRetry={() => void list.refetch()} />;
  }
  const rows = list.data?.data ?? [];
  const isNarrowed = isFiltered || (state !== undefined && (state.search !== '' || state.isDeep));
  return (
    <div className={classes['frame']} aria-busy={list.isFetching} data-stale={list.isPlaceholderData || undefined}>
      {!list.data && <Waiting columns={columns.length} />}
      {list.data && rows.length === 0 && (isNarrowed ? <Text p="lg">{t('table.noMatch')}</Text> : empty)}
      {rows.length > 0 && isPhone && <Cards {...props} rows={rows} />}
      {rows.length > 0 && !isPhone && (
        <Table.ScrollContainer minWidth={560} type="native">
          <Table className={classes['table']} aria-label={label} tabularNums>
            <Head {...props} />
            <Table.Tbody>
              {rows.map((row) => (
                <Row key={rowKey(row)} row={row} {...props} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {state && list.data && <Pager state={state} next={list.data.next_cursor} />}
    </div>
  );
}
