import { useAutomationNames, useCampaignNames } from '../../api/documents';
import type { DocumentName } from '../../api/documents';
import { useAllFields } from '../../api/fields';
import { useSegments } from '../../api/segments';
import { useTopics } from '../../api/topics';
import type { Leaf } from './condition';
import type { Names } from './describe';

function nameIn(documents: DocumentName[], id: number): string {
  return documents.find((document) => document.id === id)?.name ?? `#${id}`;
}

/** The names that the sentences of these leaves need, from what the API knows. */
export function useNames(leaves: Leaf[]): Names {
  const campaigns = useCampaignNames(leaves.some((leaf) => leaf['campaign'] !== undefined));
  const automations = useAutomationNames(leaves.some((leaf) => leaf['automation'] !== undefined));
  const fields = useAllFields();
  const segments = useSegments().data?.data ?? [];
  const topics = useTopics().data?.data ?? [];
  return {
    field: (key) => fields.find((field) => field.key === key)?.label ?? key,
    segment: (id) => segments.find((segment) => segment.id === id)?.name ?? `#${id}`,
    topic: (slug) => topics.find((topic) => topic.slug === slug)?.name ?? slug,
    campaign: (id) => nameIn(campaigns, id),
    automation: (id) => nameIn(automations, id),
  };
}
