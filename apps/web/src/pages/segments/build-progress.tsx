import { Alert, Button, Group, Progress, Text } from '@mantine/core';

import { useSegmentDeed } from '../../api/segment-life';
import type { Segment } from '../../api/segments';
import { sentenceOf } from '../../kit/problem';
import { RelativeTime, useNow } from '../../kit/relative-time';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import classes from './segments.module.css';

const SECOND_MS = 1000;
/** How far a bar goes that only knows how long the last build took. */
const MOST_PERCENT = 95;

function percentOf({ build }: Segment, now: number): number {
  if (!build?.last_took_ms) return MOST_PERCENT;
  const passed = Math.max(0, now - new Date(build.started_at).getTime());
  return Math.min(MOST_PERCENT, (passed / build.last_took_ms) * 100);
}

/** Says why the members could not be worked out, and what is done about it. */
export function FailedBuild({ failed }: { failed: NonNullable<Segment['build_failed']> }) {
  return (
    <Alert color="red" variant="light" title={t('segments.buildFailed.title')} role="status">
      <Text size="sm">{t('segments.buildFailed.text', { count: failed.times })}</Text>
      <Text size="sm" my="xs" className={classes['reason'] ?? ''}>
        {sentenceOf(failed.reason)}
      </Text>
      {failed.detail !== null && (
        <Text size="xs" mb="xs" className={classes['reason'] ?? ''}>
          {t('segments.buildFailed.detail', { detail: failed.detail })}
        </Text>
      )}
      <Text size="sm">
        {t('segments.buildFailed.retry')} <RelativeTime at={failed.retry_at} />
      </Text>
    </Alert>
  );
}

/** Says that members are being counted, how long that took last time, and lets an edit be taken back. */
export function BuildProgress({ segment, mayEdit }: { segment: Segment; mayEdit: boolean }) {
  const deed = useSegmentDeed(segment.id);
  const now = Math.max(useNow(), Date.now());
  const took = segment.build?.last_took_ms;
  const cancel = () => {
    deed.mutate('cancel', {
      onSuccess: () => toast.done(t('segments.build.cancelled')),
      onError: (error) => toast.failed(t('segments.build.cancelFailed'), error),
    });
  };
  return (
    <Alert title={t('segments.build.title')} role="status">
      <Text size="sm">
        {took == null ? t('segments.build.first') : t('segments.build.took', { seconds: Math.ceil(took / SECOND_MS) })}
      </Text>
      <Progress value={percentOf(segment, now)} animated aria-label={t('segments.build.title')} my="xs" />
      {mayEdit && segment.revision > 1 && (
        <Group justify="flex-end">
          <Button size="compact-sm" variant="default" loading={deed.isPending} onClick={cancel}>
            {t('segments.build.cancel')}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
