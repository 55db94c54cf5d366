import { SegmentedControl } from '@mantine/core';
import { IconPhoneCall } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';

import { useSalesItems } from '../../api/sales';
import type { SalesItem } from '../../api/sales';
import { useSession } from '../../api/session';
import { useUsers } from '../../api/users';
import { EmptyState } from '../../kit/empty-state';
import { FilterBar, Page as Skeleton, PageSkeleton } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { t } from '../../messages';
import { AlertCard } from './alert-card';
import classes from './sales.module.css';

const VIEWS = ['todo', 'mine', 'done'] as const;
type View = (typeof VIEWS)[number];

/** What is due first stands first; what has no due time follows, newest first. */
function byDue(a: SalesItem, b: SalesItem): number {
  const end = Number.MAX_SAFE_INTEGER;
  const at = ({ due_at }: SalesItem): number => (due_at === null ? end : new Date(due_at).getTime());
  return at(a) - at(b) || when(b) - when(a);
}

function when({ created_at }: SalesItem): number {
  return created_at === undefined ? 0 : new Date(created_at).getTime();
}

function isShown(alert: SalesItem, view: View, own: number | undefined): boolean {
  if (view === 'done') return alert.status === 'done';
  return alert.status !== 'done' && (view === 'todo' || alert.assigned_to === own);
}

export function Page() {
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((name) => name === parameters.get('view')) ?? 'todo';
  const own = useSession().data?.user.id;
  const alerts = useSalesItems(view === 'done' ? { status: 'done' } : {});
  const people = useUsers().data?.data ?? [];
  return (
    <Skeleton title={t('sales.title')} purpose={t('sales.purpose')}>
      <FilterBar>
        <SegmentedControl
          aria-label={t('sales.show')}
          value={view}
          onChange={(next) => setParameters({ view: next }, { replace: true })}
          data={VIEWS.map((name) => ({ value: name, label: t(`sales.views.${name}`) }))}
        />
      </FilterBar>
      <QueryView query={alerts} failed={t('sales.failed')} waiting={<PageSkeleton />}>
        {(items) => {
          const shown = items.filter((alert) => isShown(alert, view, own)).sort(byDue);
          if (shown.length === 0) {
            return (
              <EmptyState
                icon={IconPhoneCall}
                sentence={view === 'done' ? t('sales.emptyDone') : t('sales.empty')}
                help="sales"
              />
            );
          }
          return (
            <ul className={classes['list']} aria-label={t('sales.list')}>
              {shown.map((alert) => (
                <AlertCard key={`${alert.inbox} ${alert.id}`} alert={alert} people={people} />
              ))}
            </ul>
          );
        }}
      </QueryView>
    </Skeleton>
  );
}
