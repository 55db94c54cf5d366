import { useNavigate } from 'react-router';

import { Page as Skeleton } from '../../kit/page';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { CampaignForm } from './campaign-form';

export function Page() {
  const navigate = useNavigate();
  return (
    <Skeleton title={t('campaigns.newTitle')} back={{ to: '/campaigns', label: t('campaigns.title') }} width="form">
      <CampaignForm
        onSaved={async ({ id, name }) => {
          toast.done(t('campaigns.saved', { name }));
          await navigate(`/campaigns/${id}`);
        }}
        onCancel={() => void navigate('/campaigns')}
      />
    </Skeleton>
  );
}
