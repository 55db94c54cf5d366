import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';

/** What a page module exports. */
interface PageModule {
  Page: ComponentType;
}

/** A page: its path, and its script, which is loaded when the page is first opened. */
function page(path: string, load: () => Promise<PageModule>): RouteObject {
  return { path, lazy: async () => ({ Component: (await load()).Page }) };
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
  page('/audience/new', () => import('./pages/audience/contact-new.page')),
  page('/audience/:id', () => import('./pages/audience/contact.page')),
  page('/audience/:id/edit', () => import('./pages/audience/contact-edit.page')),
  page('/audience/:id/merge', () => import('./pages/audience/contact-merge.page')),
  page('/imports/new', () => import('./pages/imports/import-new.page')),
  page('/imports/:id', () => import('./pages/imports/import.page')),
  page('/segments', () => import('./pages/segments/segments.page')),
  page('/segments/new', () => import('./pages/segments/segment-new.page')),
  page('/segments/guide', () => import('./pages/segments/guide.page')),
  page('/segments/:id', () => import('./pages/segments/segment.page')),
  page('/segments/:id/edit', () => import('./pages/segments/segment-edit.page')),
  page('/templates', () => import('./pages/templates/templates.page')),
  page('/templates/new', () => import('./pages/templates/template-new.page')),
  page('/templates/:id', () => import('./pages/templates/template.page')),
  page('/campaigns', () => import('./pages/campaigns/campaigns.page')),
  page('/campaigns/new', () => import('./pages/campaigns/campaign-new.page')),
  page('/campaigns/:id', () => import('./pages/campaigns/campaign.page')),
  page('/campaigns/:id/edit', () => import('./pages/campaigns/campaign-edit.page')),
  page('/automations', () => import('./pages/automations/automations.page')),
  page('/automations/new', () => import('./pages/automations/automation-new.page')),
  page('/automations/recipes', () => import('./pages/automations/gallery/gallery.page')),
  page('/automations/recipes/:key', () => import('./pages/automations/gallery/recipe.page')),
  page('/automations/:id', () => import('./pages/automations/automation.page')),
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
