import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';

import { needing } from './shell/needing';
import type { Permission } from './shell/permission-table';

/** What a page module exports. */
interface PageModule {
  Page: ComponentType;
}

/** A page: its path, and its script, which is loaded when the page is first opened. */
function page(path: string, load: () => Promise<PageModule>): RouteObject {
  return { path, lazy: async () => ({ Component: (await load()).Page }) };
}

/** A page that does one thing, for those who may do it; the others see `instead`, the page above it. */
function task(path: string, needs: Permission, load: () => Promise<PageModule>, instead = '..'): RouteObject {
  return { path, lazy: async () => ({ Component: needing(needs, (await load()).Page, instead) }) };
}

/** Pages that are seen without being signed in. */
export const publicRoutes: RouteObject[] = [
  page('/sign-in', () => import('./pages/sign-in/sign-in.page')),
  page('/setup', () => import('./pages/sign-in/set-up.page')),
  page('/join', () => import('./pages/sign-in/join.page')),
];

/** Pages inside the shell, one line each. */
export const shellRoutes: RouteObject[] = [
  page('/', () => import('./pages/home/home.page')),
  page('/audience', () => import('./pages/audience/audience.page')),
  task('/audience/new', 'audience.edit', () => import('./pages/audience/contact-new.page')),
  page('/audience/:id', () => import('./pages/audience/contact.page')),
  task('/audience/:id/edit', 'audience.edit', () => import('./pages/audience/contact-edit.page')),
  task('/audience/:id/merge', 'audience.merge', () => import('./pages/audience/contact-merge.page')),
  task('/imports/new', 'audience.import', () => import('./pages/imports/import-new.page'), '/audience'),
  page('/imports/:id', () => import('./pages/imports/import.page')),
  page('/segments', () => import('./pages/segments/segments.page')),
  task('/segments/new', 'segments.edit', () => import('./pages/segments/segment-new.page')),
  page('/segments/guide', () => import('./pages/segments/guide.page')),
  page('/segments/:id', () => import('./pages/segments/segment.page')),
  task('/segments/:id/edit', 'segments.edit', () => import('./pages/segments/segment-edit.page')),
  page('/templates', () => import('./pages/templates/templates.page')),
  task('/templates/new', 'content.edit', () => import('./pages/templates/template-new.page')),
  page('/templates/:id', () => import('./pages/templates/template.page')),
  page('/campaigns', () => import('./pages/campaigns/campaigns.page')),
  task('/campaigns/new', 'campaigns.edit', () => import('./pages/campaigns/campaign-new.page')),
  page('/campaigns/:id', () => import('./pages/campaigns/campaign.page')),
  task('/campaigns/:id/edit', 'campaigns.edit', () => import('./pages/campaigns/campaign-edit.page')),
  page('/automations', () => import('./pages/automations/automations.page')),
  task('/automations/new', 'automations.edit', () => import('./pages/automations/automation-new.page')),
  page('/automations/recipes', () => import('./pages/automations/gallery/gallery.page')),
  page('/automations/recipes/:key', () => import('./pages/automations/gallery/recipe.page')),
  page('/automations/:id', () => import('./pages/automations/automation.page')),
  page('/transactional', () => import('./pages/transactional/transactional.page')),
  page('/transactional/:id', () => import('./pages/transactional/transactional-mail.page')),
  page('/sales', () => import('./pages/sales/sales.page')),
  page('/mailbox', () => import('./pages/mailbox/mailbox.page')),
  page('/mailbox/:id', () => import('./pages/mailbox/mail.page')),
  page('/settings', () => import('./pages/settings/organisation.page')),
  page('/settings/audiences', () => import('./pages/settings/audiences.page')),
  page('/settings/webhooks', () => import('./pages/settings/webhooks.page')),
  page('/settings/account', () => import('./pages/settings/account.page')),
  page('/settings/currencies', () => import('./pages/settings/currencies.page')),
  page('/settings/fields', () => import('./pages/settings/fields.page')),
  page('/settings/keys', () => import('./pages/settings/keys.page')),
  page('/settings/people', () => import('./pages/settings/people.page')),
  page('/settings/senders', () => import('./pages/settings/senders.page')),
  page('/settings/returned-mail', () => import('./pages/settings/returned-mail.page')),
  page('/settings/tags', () => import('./pages/settings/tags.page')),
  page('/settings/topics', () => import('./pages/settings/topics.page')),
  page('/help', () => import('./pages/help/help.page')),
  page('/help/:topic', () => import('./pages/help/help.page')),
];
