import { useShortList } from './resource';

/** A document as far as a choice needs it. */
export interface DocumentName {
  id: number;
  name: string;
}

type DocumentKind = 'templates' | 'campaigns' | 'automations';

function useNames(kind: DocumentKind): DocumentName[] {
  return useShortList<DocumentName>(kind, { query: { limit: 200 } }).data?.data ?? [];
}

export const useTemplateNames = () => useNames('templates');
export const useCampaignNames = () => useNames('campaigns');
export const useAutomationNames = () => useNames('automations');
