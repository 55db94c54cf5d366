import { useNavigate } from 'react-router';

import { useCampaign } from '../../api/campaigns';
import { Page as Skeleton } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { useRouteId } from '../../kit/route-id';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { CampaignForm } from './campaign-form';

export function Page() {
  const id = useRouteId();
  const navigate = useNavigate();
  const campaign = useCampaign(id);
  const leave = async () => navigate(`/campaigns/${id}`);
  return (
    <QueryView query={campaign} failed={t('campaigns.failed')}>
      {(data) => (
        <Skeleton
          title={t('campaigns.editTitle', { name: data.name })}
          back={{ to: `/campaigns/${id}`, label: data.name }}
          width="form"
        >
          <CampaignForm
            campaign={data}
            onSaved={async ({ name }) => {
              toast.done(t('campaigns.saved', { name }));
              await leave();
            }}
            onCancel={() => void leave()}
          />
        </Skeleton>
      )}
    </QueryView>
  );
}
