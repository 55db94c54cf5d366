import type { FastifyInstance, RouteOptions } from 'fastify';
import type { RouteTable } from './route-entry.js';

/** `/api/v1/contacts/:id` of the router is `/api/v1/contacts/{id}` in the table and in the OpenAPI document. */
export function routeKey(method: string, url: string): string {
  // HEAD is answered by the route of GET (RFC 9110, 9.3.2).
  const verb = method === 'HEAD' ? 'GET' : method;
  return `${verb} ${url.replaceAll(/:(\w+)/g, '{$1}')}`;
}

/** Notes each route that a controller registers. Call before the application is initialised. */
export function collectRoutes(fastify: FastifyInstance): ReadonlySet<string> {
  const keys = new Set<string>();
  fastify.addHook('onRoute', (route: RouteOptions) => {
    for (const method of [route.method].flat()) keys.add(routeKey(method, route.url));
  });
  return keys;
}

/** Throws when routes and table differ, with each difference on a line. */
export function checkRoutes(routes: ReadonlySet<string>, table: RouteTable): void {
  const problems = [
    ...[...routes].filter((key) => !(key in table)).map((key) => `${key} is not in the route table`),
    ...Object.keys(table)
      .filter((key) => !routes.has(key))
      .map((key) => `${key} is in the route table, but no controller answers it`),
  ];
  if (problems.length > 0) throw new Error(`apps/api/src/access/route-table.ts:\n  ${problems.join('\n  ')}`);
}
