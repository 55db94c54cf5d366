import type { AutomationDocument } from '../../api/automations';

/** The least that can be drawn on: one trigger and one step. */
export function fromScratch(name: string): AutomationDocument {
  return {
    name,
    triggers: [{ type: 'manual' }],
    start: 'wait',
    steps: { wait: { type: 'wait', for: '1d', next: null } },
  };
}
