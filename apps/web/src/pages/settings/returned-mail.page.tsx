import { t } from '../../messages';
import { ReturnSources } from './return-sources';
import { ReturnedMails } from './returned-mails';
import { SettingsFrame } from './settings-frame';
import { Suppressions } from './suppressions';

export function Page() {
  return (
    <SettingsFrame title={t('settings.parts.returnedMail')} purpose={t('returnedMail.purpose')}>
      <ReturnSources />
      <ReturnedMails />
      <Suppressions />
    </SettingsFrame>
  );
}
