import type { AutomationDocument } from '../../api/automations';

interface PricingChoices {
  name: string;
  template: number;
  /** Whoever is in it is told to sales. */
  segment: number | null;
}

/** A visit of the pricing page: tag, mail, wait, then tell sales about important people. */
export function pricingFollowUp({ name, template, segment }: PricingChoices): AutomationDocument {
  const last = segment === null ? 'sales' : 'branch';
  return {
    name,
    triggers: [{ type: 'page_viewed', path: '/pricing' }],
    start: 'tag',
    steps: {
      tag: { type: 'add_tag', tag: 'interest:pricing', next: 'mail' },
      mail: { type: 'send_email', template, next: 'wait' },
      wait: { type: 'wait', for: '2d', next: last },
      ...(segment === null
        ? {}
        : {
            branch: {
              type: 'branch',
              branches: [{ condition: { type: 'segment', op: 'in', segment }, next: 'sales' }],
              else: null,
            },
          }),
      sales: {
        type: 'notify_sales',
        to: 'owner',
        message: '{{contact.email}} looked at the prices',
        due: '1d',
        next: null,
      },
    },
  };
}

export function fromScratch(name: string): AutomationDocument {
  return {
    name,
    triggers: [{ type: 'manual' }],
    start: 'wait',
    steps: { wait: { type: 'wait', for: '1d', next: null } },
  };
}
