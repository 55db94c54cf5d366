import type { RouteTable } from './route-entry.js';

/**
 * Every route of the api and who may call it. The access guard enforces it, for sessions and for API keys; boot fails
 * when a route is missing here or an entry has no route. One line per route, grouped by resource:
 * `'PATCH /api/v1/tags/{id}': { access: MARKETERS, summary: 'Change a tag' },`
 */
export const ROUTES: RouteTable = {
  // Health
  'GET /health/live': { access: 'public', summary: 'Tell that the process runs' },
  'GET /health/ready': { access: 'public', summary: 'Tell whether database and queue answer' },

  // Contacts

  // Fields, tags, topics, suppressions

  // Imports

  // Events

  // Segments

  // Templates

  // Senders

  // Campaigns

  // Automations

  // Messages

  // Mailbox

  // Sales

  // Public pages
};
