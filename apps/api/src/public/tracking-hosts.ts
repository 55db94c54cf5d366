import type { TrackingDomains } from '#libs/delivery';
import type { Config, Logger } from '#libs/kernel';
import type { FastifyInstance } from 'fastify';
import { deadLinkPage } from './reader-pages.js';

/** What readers reach from their mails. */
const FOR_READERS = ['/t/', '/u/', '/p/', '/v/'];
const FRESH_MS = 5_000;

/**
 * Under a tracking domain there are links of mails and nothing else: no web app to sign in to, no API. No request waits
 * for the database to learn whether its host is one; what was known last counts until it has answered.
 */
export async function guardTrackingHosts(
  fastify: FastifyInstance,
  { domains, config, logger }: { domains: TrackingDomains; config: Config; logger: Logger },
): Promise<void> {
  const ownHost = new URL(config.publicUrl).hostname;
  let hosts: ReadonlySet<string> = await domains.used();
  let freshUntil = performance.now() + FRESH_MS;
  const refresh = async (): Promise<void> => {
    freshUntil = performance.now() + FRESH_MS;
    try {
      hosts = await domains.used();
    } catch (error) {
      logger.warn({ err: error }, 'the tracking domains could not be read; tried again soon');
    }
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    const host = request.hostname.toLowerCase();
    if (host === ownHost) {
      done();
      return;
    }
    if (performance.now() > freshUntil) void refresh();
    if (!hosts.has(host) || FOR_READERS.some((prefix) => request.url.startsWith(prefix))) done();
    else
      void reply.status(404).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(deadLinkPage());
  });
}
