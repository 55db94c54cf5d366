import { Code, Tabs, Text } from '@mantine/core';
import { useSearchParams } from 'react-router';

import { useSegment } from '../../api/segments';
import type { Segment } from '../../api/segments';
import { ConditionWords } from '../../kit/conditions/condition-words';
import { Mark } from '../../kit/label';
import { Page as Skeleton, Section } from '../../kit/page';
import { PageTabs } from '../../kit/page-tabs';
import { QueryView } from '../../kit/query-view';
import { useRouteId } from '../../kit/route-id';
import { StateBadge } from '../../kit/state-badge';
import { Rich, t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { BuildProgress, FailedBuild } from './build-progress';
import { Explain } from './explain';
import { Members } from './members';
import { Moves } from './moves';
import { SegmentActions } from './segment-actions';
import classes from './segments.module.css';
import { Trend } from './trend';
import { Uses } from './uses';
import { Versions } from './versions';

const TABS = ['members', 'history', 'why', 'versions', 'use'] as const;
type TabName = (typeof TABS)[number];

/** A static segment has no condition, so neither reasons nor versions. */
function tabsOf({ kind }: Segment): TabName[] {
  return TABS.filter((tab) => kind === 'dynamic' || (tab !== 'why' && tab !== 'versions'));
}

function Panel({ tab, segment, mayEdit }: { tab: TabName; segment: Segment; mayEdit: boolean }) {
  if (tab === 'history') return <Moves id={segment.id} />;
  if (tab === 'why') return <Explain segment={segment.id} />;
  if (tab === 'versions') return <Versions segment={segment} mayEdit={mayEdit} />;
  if (tab === 'members') return <Members segment={segment} />;
  const uses = segment.used_by ?? [];
  return uses.length > 0 ? <Uses uses={uses} /> : <Text c="dimmed">{t('segments.notUsedHelp')}</Text>;
}

function Details({ segment, mayEdit }: { segment: Segment; mayEdit: boolean }) {
  const [parameters, setParameters] = useSearchParams();
  const tabs = tabsOf(segment);
  const tab = tabs.find((each) => each === parameters.get('tab')) ?? 'members';
  return (
    <PageTabs
      tabs={tabs}
      labelOf={(each) =>
        each === 'use' ? t('segments.tabUse', { count: segment.used_by?.length ?? 0 }) : t(`segments.tabs.${each}`)
      }
      value={tab}
      onChange={(next) => setParameters(next === 'members' ? {} : { tab: next }, { replace: true })}
    >
      {tabs.map((each) => (
        <Tabs.Panel key={each} value={each}>
          <Panel tab={each} segment={segment} mayEdit={mayEdit} />
        </Tabs.Panel>
      ))}
    </PageTabs>
  );
}

function Facts({ segment }: { segment: Segment }) {
  const { count, slug, owner, folder } = segment;
  return (
    <Section title={t('segments.members')}>
      <div className={classes['size']}>{t('segments.size', { count })}</div>
      <Text size="xs" c="dimmed">
        <Rich id="segments.slug" values={{ slug: <Code>{slug}</Code> }} />
      </Text>
      {owner && (
        <Text size="xs" c="dimmed">
          {t('segments.ownedBy', { name: owner.name })}
        </Text>
      )}
      {folder !== null && (
        <Text size="xs" c="dimmed">
          {t('segments.inFolder', { folder })}
        </Text>
      )}
    </Section>
  );
}

function View({ segment }: { segment: Segment }) {
  const mayEdit = useCan('segments.edit');
  const isArchived = segment.archived_at != null;
  return (
    <Skeleton
      title={segment.name}
      badge={
        <>
          <Mark color={segment.color} />
          {segment.status === 'building' && !isArchived && <StateBadge state="building" />}
          {isArchived && <StateBadge state="archived" />}
        </>
      }
      back={{ to: '/segments', label: t('segments.title') }}
      {...(mayEdit ? { actions: <SegmentActions segment={segment} /> } : {})}
    >
      {segment.description && <Text c="dimmed">{segment.description}</Text>}
      {segment.build_failed && !isArchived && <FailedBuild failed={segment.build_failed} />}
      {segment.status === 'building' && !segment.build_failed && !isArchived && (
        <BuildProgress segment={segment} mayEdit={mayEdit} />
      )}
      <div className={classes['top']}>
        <Section title={t('segments.definition')}>
          {segment.kind === 'static' ? (
            <Text>{t('segments.kinds.static')}</Text>
          ) : (
            <ConditionWords condition={segment.condition} />
          )}
        </Section>
        <Facts segment={segment} />
      </div>
      <Trend id={segment.id} color={segment.color} />
      <Details segment={segment} mayEdit={mayEdit} />
    </Skeleton>
  );
}

/** Who is in it, why, how many, how it grew, and where it is used. */
export function Page() {
  const segment = useSegment(useRouteId());
  return (
    <QueryView query={segment} failed={t('segments.failed')}>
      {(data) => <View segment={data} />}
    </QueryView>
  );
}
