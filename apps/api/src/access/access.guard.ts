import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type Actor, ApiKeys, KeyLimit, OrganisationSettings, Sessions } from '#libs/accounts';
import { Config, DomainError } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { tellLimit } from '../http/rate-limit.js';
import { routeKey } from './check-routes.js';
import type { RouteEntry } from './route-entry.js';
import { ROUTES } from './route-table.js';
import { refuseOtherSites } from './same-site.js';
import { readSessionCookie } from './session-cookie.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets a request through to its controller when the route table says so. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(ApiKeys) private readonly keys: ApiKeys,
    @Inject(KeyLimit) private readonly limit: KeyLimit,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const entry = entryOf(request);
    if (entry.access === 'public') return true;
    const actor = await this.authenticate(request);
    if (actor.kind === 'key' && actor.rateLimit) {
      tellLimit(http.getResponse<FastifyReply>(), await this.limit.spend(actor.id, actor.rateLimit));
    }
    if (actor.kind === 'user' && !SAFE.has(request.method)) this.checkOrigin(request, actor.session.csrf);
    await this.authorise(actor, entry);
    request.actor = actor;
    return true;
  }

  private async authenticate(request: FastifyRequest): Promise<Actor> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.authenticateKey(authorization);
    const token = readSessionCookie(request);
    const actor = token ? await this.sessions.authenticate(token) : null;
    if (!actor) throw new DomainError('auth.required');
    return actor;
  }

  private async authenticateKey(authorization: string): Promise<Actor> {
    const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    const actor = key ? await this.keys.authenticate(key) : null;
    if (!actor) throw new DomainError('auth.required', 'The API key is not known or was revoked.');
    return actor;
  }

  private checkOrigin(request: FastifyRequest, csrf: string): void {
    refuseOtherSites(request, this.config);
    const given = Buffer.from(String(request.headers['x-csrf-token'] ?? ''));
    const expected = Buffer.from(csrf);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new DomainError('auth.csrf');
  }

  private async authorise(actor: Actor, entry: RouteEntry): Promise<void> {
    if (entry.access === 'session') {
      if (actor.kind !== 'user') throw new DomainError('auth.session_only');
      return;
    }
    if (!(entry.access as readonly string[]).includes(actor.role)) throw new DomainError('auth.forbidden');
    if (entry.restrictedBy && actor.role !== 'administrator') {
      const { [entry.restrictedBy]: allowed } = await this.settings.read();
      if (allowed === 'administrators') throw new DomainError('auth.forbidden');
    }
  }
}

function entryOf(request: FastifyRequest): RouteEntry {
  const entry = ROUTES[routeKey(request.method, request.routeOptions.url ?? '')];
  // Boot has compared routes and table; what is missing all the same is closed, not open.
  if (!entry) throw new DomainError('auth.forbidden');
  return entry;
}
