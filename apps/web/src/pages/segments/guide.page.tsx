import { Button, Group, Text } from '@mantine/core';
import { IconDownload, IconUsersGroup } from '@tabler/icons-react';

import { apiUrl } from '../../api/client';
import { useSegmentGuide } from '../../api/segment-life';
import type { Segment } from '../../api/segments';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { formatNumber } from '../../kit/format';
import { Mark } from '../../kit/label';
import { Page as Skeleton } from '../../kit/page';
import { listOf, t } from '../../messages';

const columns: Column<Segment>[] = [
  {
    key: 'segment',
    header: t('segments.guide.columns.segment'),
    cell: ({ name, color, folder }) => (
      <Group gap={10} wrap="nowrap">
        <Mark color={color} />
        {folder === null ? name : `${folder} / ${name}`}
      </Group>
    ),
    card: 'title',
    width: 25,
  },
  {
    key: 'purpose',
    header: t('segments.guide.columns.purpose'),
    cell: ({ description }) =>
      description ?? (
        <Text span c="dimmed">
          {t('segments.guide.noPurpose')}
        </Text>
      ),
    card: 'fact',
    width: 35,
  },
  { key: 'owner', header: t('segments.guide.columns.owner'), cell: ({ owner }) => owner?.name },
  {
    key: 'use',
    header: t('segments.guide.columns.use'),
    cell: ({ used_by: uses = [] }) => listOf(uses.map(({ name, id }) => name ?? `#${id}`)),
  },
  {
    key: 'size',
    header: t('segments.guide.columns.size'),
    cell: ({ count }) => formatNumber(count),
    align: 'right',
    card: 'aside',
  },
];

function Download({ format, label }: { format: 'csv' | 'md'; label: string }) {
  return (
    <Button
      component="a"
      href={apiUrl('/segments/guide', { format })}
      download
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {label}
    </Button>
  );
}

/** All segments with purpose, owner, size and use, to read and to take away. */
export function Page() {
  const guide = useSegmentGuide();
  return (
    <Skeleton
      title={t('segments.guide.title')}
      purpose={t('segments.guide.purpose')}
      back={{ to: '/segments', label: t('segments.title') }}
      actions={
        <>
          <Download format="md" label={t('segments.guide.markdown')} />
          <Download format="csv" label={t('segments.guide.csv')} />
        </>
      }
    >
      <DataTable
        label={t('segments.guide.title')}
        columns={columns}
        list={guide}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/segments/${id}`}
        empty={<EmptyState icon={IconUsersGroup} sentence={t('segments.guide.empty')} />}
      />
    </Skeleton>
  );
}
