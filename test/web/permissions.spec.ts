import { describe, expect, it } from '@jest/globals';
import { ROUTES } from '../../apps/api/src/access/route-table.js';
import { isAllowed, type Permission } from '../../apps/web/src/shell/permission-table.js';

/** For each permission of the web app the routes that its buttons call. */
const CALLS: Readonly<Record<Permission, readonly string[]>> = {
  'audience.edit': ['POST /api/v1/contacts', 'PATCH /api/v1/contacts/{id}'],
  'audience.merge': ['POST /api/v1/contacts/merge', 'POST /api/v1/contacts/{id}/unmerge'],
  'audience.import': ['POST /api/v1/imports'],
  'segments.edit': ['POST /api/v1/segments', 'PATCH /api/v1/segments/{id}', 'POST /api/v1/segments/{id}/archive'],
  'content.edit': ['POST /api/v1/templates', 'PATCH /api/v1/templates/{id}'],
  'campaigns.edit': ['POST /api/v1/campaigns', 'POST /api/v1/campaigns/{id}/start'],
  'automations.edit': ['POST /api/v1/automations', 'POST /api/v1/automations/{id}/publish'],
  'sales.work': ['POST /api/v1/sales/alerts/{id}/claim'],
  'mailbox.read': ['GET /api/v1/mailbox'],
  'settings.edit': ['PATCH /api/v1/settings', 'POST /api/v1/keys', 'POST /api/v1/senders/{id}/pace/lift'],
  'mailing.edit': ['POST /api/v1/topics', 'PUT /api/v1/currencies/rates', 'POST /api/v1/suppressions'],
  'senders.edit': [
    'POST /api/v1/senders',
    'PATCH /api/v1/senders/{id}',
    'DELETE /api/v1/senders/{id}',
    'POST /api/v1/senders/{id}/verify',
    'POST /api/v1/senders/{id}/rotate-key',
  ],
};
const ROLES = ['administrator', 'marketer', 'sales', 'viewer'] as const;

describe('the buttons of the web app', () => {
  const cases = Object.entries(CALLS).flatMap(([permission, routes]) => routes.map((route) => [permission, route]));

  it.each(cases)('that need %s are shown to whom %s is allowed, and to no other', (permission, route) => {
    const access = ROUTES[route]?.access;
    expect(Array.isArray(access)).toBe(true);
    const shown = ROLES.filter((role) => isAllowed(role, permission as Permission));
    expect(shown).toEqual(ROLES.filter((role) => (access as readonly string[]).includes(role)));
  });
});
