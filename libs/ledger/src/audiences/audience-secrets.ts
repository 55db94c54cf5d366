import type { CredentialSeal } from '#libs/kernel';
import type { AudienceProvider } from './audience-provider.js';

type Settings = Readonly<Record<string, unknown>>;

export function sealSettings({ secrets }: AudienceProvider, settings: Settings, seal: CredentialSeal): Settings {
  return seal.sealSettings(settings, (name) => secrets.includes(name));
}

/** Stored settings as the provider takes them. Throws `credential.unreadable`. */
export function openSettings({ secrets }: AudienceProvider, settings: Settings, seal: CredentialSeal): Settings {
  return seal.openSettings(settings, (name) => secrets.includes(name), 'settings');
}

/** Stored settings, secrets sealed under the present key. Those of no known provider stay as they are. */
export function renewSettings(
  provider: AudienceProvider | undefined,
  settings: Settings,
  seal: CredentialSeal,
): Settings {
  return provider ? seal.renewSettings(settings, (name) => provider.secrets.includes(name)) : settings;
}
