import { describe, expect, it } from '@jest/globals';
import { checkRoutes, routeKey } from './check-routes.js';

describe('routes and route table', () => {
  const table = { 'GET /a/{id}': { access: 'public', summary: 'Show' } } as const;

  it('agree when each route has its entry', () => {
    expect(() => {
      checkRoutes(new Set([routeKey('GET', '/a/:id'), routeKey('HEAD', '/a/:id')]), table);
    }).not.toThrow();
  });

  it('stop the boot for a route that nobody gave an access', () => {
    expect(() => {
      checkRoutes(new Set(['GET /a/{id}', 'POST /b']), table);
    }).toThrow(/POST \/b is not in the route table/);
  });

  it('stop the boot for an entry that nobody answers', () => {
    expect(() => {
      checkRoutes(new Set(), table);
    }).toThrow(/GET \/a\/\{id\} is in the route table, but no controller answers it/);
  });
});
