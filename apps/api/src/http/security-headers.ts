import helmet from '@fastify/helmet';
import type { Config } from '#libs/kernel';
import type { FastifyInstance } from 'fastify';

/**
 * What browsers may do with our pages: scripts from here alone, no framing, no guessing of types. Mails show pictures
 * from anywhere, hence img-src. Styles may be inline: the UI kit and mails set them on elements.
 */
export async function registerSecurityHeaders(fastify: FastifyInstance, config: Config): Promise<void> {
  const overHttps = config.publicUrl.startsWith('https:');
  await fastify.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'https:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    crossOriginEmbedderPolicy: false,
    // Pixels and pictures of our mails are shown by mail programs and web mailers of other sites.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: overHttps ? { maxAge: 31_536_000 } : false,
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    // Answers of the API are somebody's data: no proxy and no browser keeps them.
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    done();
  });
}
