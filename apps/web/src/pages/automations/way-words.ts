import { t } from '../../messages';
import type { Way } from './flow/ways';

/** What stands beside a way; nothing beside the only one. */
export function wayWords({ kind, number }: Pick<Way, 'kind' | 'number'>): string {
  if (kind === 'branch') return t('automations.ways.branch', { number });
  return kind === 'next' ? '' : t(`automations.ways.${kind}`);
}
