import './handling-words';

import { Navigate } from 'react-router';

import { useChangeSettings, useSettings } from '../../api/settings';
import type { Settings } from '../../api/settings';
import { atMost, errorsOf, wholeBetween } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { QueryView } from '../../kit/query-view';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { Identity, Place, TrackingPart } from './organisation-fields';
import { Keeping } from './organisation-keeping';
import { Limits } from './organisation-limits';
import { Reactions } from './organisation-reactions';
import { Rejudge } from './rejudge';
import { SettingsFrame } from './settings-frame';

function problemsOf(values: Settings): Record<string, string> {
  const { name, postal_address, quiet_hours: quiet, soft_bounces: soft } = values;
  return errorsOf({
    name: atMost(200, name),
    postal_address: atMost(1000, postal_address),
    'quiet_hours.to': quiet !== null && quiet.from === quiet.to && t('organisation.quietSame'),
    'soft_bounces.count': wholeBetween(2, 100, soft.count),
    'soft_bounces.days': wholeBetween(1, 365, soft.days),
    engagement_hold: /^\d{1,4}(s|min)$/.test(values.engagement_hold) ? undefined : t('handling.holdWrong'),
    message_copy_days: wholeBetween(0, 3_650, values.message_copy_days),
    webhook_log_days: wholeBetween(1, 3_650, values.webhook_log_days),
  });
}

function OrganisationForm({ settings }: { settings: Settings }) {
  const change = useChangeSettings();
  const form = useForm<Settings>({
    initial: settings,
    names: ['soft_bounces.count', 'soft_bounces.days'],
    check: problemsOf,
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
      <Reactions form={form} />
      <Keeping form={form} />
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
