import type { AudienceProvider } from './audience-provider.js';
import { metaAudience } from './meta/meta-audience.provider.js';

/** The advertising platforms that lists of people can be kept at. */
export const AUDIENCE_PROVIDERS: readonly AudienceProvider[] = [metaAudience];

export function providerOf(type: string): AudienceProvider | undefined {
  return AUDIENCE_PROVIDERS.find((provider) => provider.type === type);
}
