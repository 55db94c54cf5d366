import type { ClauseVerdict } from '#libs/conditions';

/** What there is to say about a static segment, which has no condition. */
export function explainByHand(member: boolean): ClauseVerdict {
  const text = member ? 'Was put into this static segment' : 'Was not put into this static segment';
  return { verdict: member, kind: 'static', text, path: '', clauses: [] };
}
