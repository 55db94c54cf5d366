import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Asset } from './asset.js';
import type { WebApp } from './web-app.js';

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Tidings</title>
<p>The web app is not built yet. Run <code>npm run build</code>, or start Tidings with <code>npm start</code>, then load this page again.`;

const ONE_YEAR = 'public, max-age=31536000, immutable';

/** Everything that no controller answers: the web app's files, and its one page for all of its addresses. */
export function serveWebApp(fastify: FastifyInstance, webApp: WebApp): void {
  fastify.get('/*', async (request, reply) => {
    const path = request.url.split('?', 1)[0]?.slice(1) ?? '';
    if (path.startsWith('api/')) {
      reply.callNotFound();
      return reply;
    }
    const asset = path === '' ? null : await webApp.find(path);
    if (asset) return sendAsset(request, reply, asset);
    if ((path !== '' && !wantsPage(request)) || path.startsWith('assets/')) {
      reply.callNotFound();
      return reply;
    }
    const index = await webApp.index();
    if (index) return sendAsset(request, reply, index);
    return reply.status(503).header('retry-after', '5').type('text/html; charset=utf-8').send(NOT_BUILT);
  });
}

function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') ?? false;
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  void reply
    .header('content-type', asset.type)
    .header('cache-control', asset.immutable ? ONE_YEAR : 'no-cache')
    .header('etag', asset.etag)
    .header('vary', 'accept-encoding');
  if (request.headers['if-none-match'] === asset.etag) return reply.status(304).send();
  const zipped = request.headers['accept-encoding']?.includes('gzip') === true ? asset.gzipped : null;
  if (zipped) void reply.header('content-encoding', 'gzip');
  return reply.send(zipped ?? asset.body);
}
