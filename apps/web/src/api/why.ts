import { useQuery } from '@tanstack/react-query';

import { api } from './client';
import type { ClauseVerdict } from './segment-life';

/** What can be asked about: all mails of a campaign or an automation, or one mail. */
export interface WhyAbout {
  kind: 'campaign' | 'automation' | 'message';
  id: number;
}

/** A mail that a cap counts. */
export interface CountedMail {
  message_id: number;
  source_kind: string;
  source_id: number;
  subject: string | null;
  at: string;
}

/** One thing that is known: a code of the catalogue with its values, and the sentence of the API. */
export interface Fact {
  code: string;
  text: string;
  values: Record<string, string | number>;
  /** True speaks for the mail, false against it. */
  verdict: boolean | null;
  about: { kind: string; id: number } | null;
  mails: CountedMail[];
  clause: ClauseVerdict | null;
}

export interface ExplainedMail {
  id: number;
  subject: string | null;
  outcome: string;
  facts: Fact[];
  created_at: string;
  view_url: string | null;
}

export interface RuleForecast {
  rule: string;
  verdict: 'pass' | 'refuse' | 'wait' | 'later' | 'exempt';
  facts: Fact[];
}

export interface SendExplanation {
  contact_id: number;
  source: { kind: string; id: number; name: string; status: string | null };
  outcome: string;
  facts: Fact[];
  mails: ExplainedMail[];
  gate: RuleForecast[] | null;
}

export function useSendExplanation(contact: number, { kind, id }: WhyAbout) {
  return useQuery({
    queryKey: ['messages', 'explain', contact, kind, id],
    queryFn: ({ signal }) => api.get<SendExplanation>(`/contacts/${contact}/messages/explain`, { [kind]: id }, signal),
  });
}
