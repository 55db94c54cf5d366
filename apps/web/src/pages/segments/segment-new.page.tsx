import { useNavigate, useSearchParams } from 'react-router';

import { trackJob } from '../../kit/jobs';
import { Page as Skeleton } from '../../kit/page';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { SegmentForm } from './segment-form';

export function Page() {
  const navigate = useNavigate();
  const kind = useSearchParams()[0].get('kind') === 'static' ? 'static' : 'dynamic';
  return (
    <Skeleton
      title={kind === 'static' ? t('segments.newListTitle') : t('segments.newTitle')}
      back={{ to: '/segments', label: t('segments.title') }}
    >
      <SegmentForm
        key={kind}
        kind={kind}
        onSaved={async ({ id, name, status }) => {
          if (status === 'building') trackJob({ kind: 'segment', id, name });
          toast.done(t('segments.saved', { name }));
          await navigate(`/segments/${id}`);
        }}
        onCancel={() => void navigate('/segments')}
      />
    </Skeleton>
  );
}
