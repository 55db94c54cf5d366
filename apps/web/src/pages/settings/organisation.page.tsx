import { Navigate } from 'react-router';

import { useChangeSettings, useSettings } from '../../api/settings';
import type { Settings } from '../../api/settings';
import { atMost, errorsOf } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { QueryView } from '../../kit/query-view';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { Identity, Place, TrackingPart } from './organisation-fields';
import { Limits } from './organisation-limits';
import { Rejudge } from './rejudge';
import { SettingsFrame } from './settings-frame';

function OrganisationForm({ settings }: { settings: Settings }) {
  const change = useChangeSettings();
  const form = useForm<Settings>({
    initial: settings,
    check: ({ name, postal_address, quiet_hours: quiet }) =>
      errorsOf({
        name: atMost(200, name),
        postal_address: atMost(1000, postal_address),
        'quiet_hours.to': quiet !== null && quiet.from === quiet.to && t('organisation.quietSame'),
      }),
    save: async (values) => {
      await change.mutateAsync(values);
      toast.done(t('settings.saved'));
    },
  });
  return (
    <Form form={form} action={t('actions.save')} failed={t('settings.saveFailed')}>
      <Identity form={form} />
      <Place form={form} />
      <TrackingPart form={form} />
      <Limits form={form} />
    </Form>
  );
}

export function Page() {
  const settings = useSettings();
  if (!useCan('settings.edit')) return <Navigate to="/settings/account" replace />;
  return (
    <SettingsFrame title={t('settings.parts.organisation')} purpose={t('organisation.purpose')} width="form">
      <QueryView query={settings} failed={t('settings.failed')} waiting={null}>
        {(data) => <OrganisationForm settings={data} />}
      </QueryView>
      <Rejudge />
    </SettingsFrame>
  );
}
