import { type Config, DomainError } from '#libs/kernel';
import type { FastifyRequest } from 'fastify';

const OWN = new Set(['same-origin', 'none']);

/**
 * Refuses what a page of another site makes a browser send. Browsers set both headers themselves; programs send
 * neither. Origin is compared with the address that was asked for and with PUBLIC_URL, as a proxy may rewrite the first.
 */
export function refuseOtherSites(request: FastifyRequest, config: Config): void {
  const site = request.headers['sec-fetch-site'];
  if (typeof site === 'string' && !OWN.has(site)) throw new DomainError('auth.csrf');
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  const from = URL.canParse(origin) ? new URL(origin) : null;
  const own = from !== null && (from.host === host || from.origin === new URL(config.publicUrl).origin);
  if (!own) throw new DomainError('auth.csrf');
}
