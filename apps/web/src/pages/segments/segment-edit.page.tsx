import { useNavigate } from 'react-router';

import { useSegment } from '../../api/segments';
import type { Segment } from '../../api/segments';
import { trackJob } from '../../kit/jobs';
import { Page as Skeleton } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { useRouteId } from '../../kit/route-id';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { SegmentForm } from './segment-form';

function Edit({ segment }: { segment: Segment }) {
  const navigate = useNavigate();
  const to = `/segments/${segment.id}`;
  return (
    <Skeleton title={t('segments.editTitle', { name: segment.name })} back={{ to, label: segment.name }}>
      <SegmentForm
        segment={segment}
        kind={segment.kind}
        onSaved={async ({ id, name, status }) => {
          if (status === 'building') trackJob({ kind: 'segment', id, name });
          toast.done(t('segments.saved', { name }));
          await navigate(to);
        }}
        onCancel={() => void navigate(to)}
      />
    </Skeleton>
  );
}

export function Page() {
  const segment = useSegment(useRouteId());
  return (
    <QueryView query={segment} failed={t('segments.failed')}>
      {(data) => <Edit segment={data} />}
    </QueryView>
  );
}
