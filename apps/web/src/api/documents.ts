import { useShortList } from './resource';

/** A document as far as a choice needs it. */
export interface DocumentName {
  id: number;
  name: string;
}

type DocumentKind = 'templates' | 'campaigns' | 'automations';

function useNames(kind: DocumentKind, enabled = true): DocumentName[] {
  return useShortList<DocumentName>(kind, { enabled }).data?.data ?? [];
}

export const useTemplateNames = () => useNames('templates');
export const useCampaignNames = (enabled?: boolean) => useNames('campaigns', enabled);
export const useAutomationNames = (enabled?: boolean) => useNames('automations', enabled);
