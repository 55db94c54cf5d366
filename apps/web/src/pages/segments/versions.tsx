import { Button, Text } from '@mantine/core';

import { useSegmentDeed, useSegmentVersions } from '../../api/segment-life';
import type { SegmentVersion } from '../../api/segment-life';
import type { Segment } from '../../api/segments';
import { ConditionWords } from '../../kit/conditions/condition-words';
import { trackJob } from '../../kit/jobs';
import { RelativeTime } from '../../kit/relative-time';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import classes from './segments.module.css';

interface VersionProps {
  version: SegmentVersion;
  segment: Segment;
  mayEdit: boolean;
}

function Version({ version, segment, mayEdit }: VersionProps) {
  const deed = useSegmentDeed(segment.id);
  const { revision, condition, created_at: at, created_by: by, is_current: isCurrent } = version;
  const restore = () => {
    deed.mutate(`versions/${revision}/restore`, {
      onSuccess: ({ id, name }) => {
        trackJob({ kind: 'segment', id, name });
        toast.done(t('segments.versions.restored', { revision }));
      },
      onError: (error) => toast.failed(t('segments.versions.failed', { revision }), error),
    });
  };
  return (
    <li className={classes['move']}>
      <div className={classes['moveHead']}>
        <Text fw={500}>{t('segments.versions.number', { revision })}</Text>
        {isCurrent && <Text c="dimmed">{t('segments.versions.current')}</Text>}
        {by && <Text c="dimmed">{by.name}</Text>}
        <RelativeTime at={at} dimmed />
        {mayEdit && !isCurrent && (
          <Button size="compact-sm" variant="default" loading={deed.isPending} onClick={restore}>
            {t('segments.versions.restore')}
          </Button>
        )}
      </div>
      <ConditionWords condition={condition} />
    </li>
  );
}

/** What the segment meant from one edit to the next. */
export function Versions({ segment, mayEdit }: { segment: Segment; mayEdit: boolean }) {
  const versions = useSegmentVersions(segment.id).data?.data;
  return (
    <ul className={classes['moves']} aria-label={t('segments.versions.title')}>
      {versions?.map((version) => (
        <Version key={version.revision} version={version} segment={segment} mayEdit={mayEdit} />
      ))}
    </ul>
  );
}
