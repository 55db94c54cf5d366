import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiKeys, IdempotencyKeys, Setup } from '#libs/accounts';
import { HitRecorder, TrackingDomains } from '#libs/delivery';
import { type Clock, type Config, DomainError, LOGGER, type Logger, NestLog } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { checkRoutes, collectRoutes } from './access/check-routes.js';
import { refuseStrangers } from './access/refuse-strangers.js';
import { ROUTES } from './access/route-table.js';
import { AppModule } from './app.module.js';
import { answerProblem } from './http/answer-problem.js';
import { registerBodyParsers } from './http/body-parsers.js';
import { chooseRequestId, registerRequestContext } from './http/request-context.js';
import { registerSecurityHeaders } from './http/security-headers.js';
import { toJson } from './http/to-json.js';
import { hearOut } from './http/hear-out.js';
import { keepAnswers } from './idempotency/keep-answers.js';
import { registerTracking } from './public/register-tracking.js';
import { guardTrackingHosts } from './public/tracking-hosts.js';
import { TrackingController } from './public/tracking.controller.js';
import { serveWebApp } from './web/serve-web-app.js';
import { WebApp } from './web/web-app.js';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Links of mails carry their target inside; Node itself takes no more than 16 KiB of address and headers. */
const MAX_PARAM_CHARS = 16 * 1024;
const MAX_UPLOAD_BYTES = 1024 * 1024 * 1024;

/** Builds the whole api, ready to listen or to be injected into. Throws when routes and route table differ. */
export async function createApi(config: Config, clock?: Clock): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot({ config, ...(clock ? { clock } : {}) }),
    createAdapter(config),
    { abortOnError: false, bufferLogs: true, bodyParser: false },
  );
  try {
    await prepare(app, config);
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

function createAdapter({ env }: Config): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_CHARS },
    genReqId: (request: IncomingMessage) => chooseRequestId(request.headers['x-request-id']),
    // What the router itself refuses (a broken escape in the address) meets no hook and no filter.
    frameworkErrors: (cause: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('x-request-id', request.id);
      answerProblem(new DomainError('request.malformed', 'The address is malformed.', { cause }), request, reply);
    },
    return503OnClosing: true,
    forceCloseConnections: true,
    // The caller's address stands in X-Forwarded-For when a proxy that we know has put it there; others' is not believed.
    trustProxy: env.TRUSTED_PROXIES.length > 0 ? env.TRUSTED_PROXIES : false,
  });
}

async function prepare(app: NestFastifyApplication, config: Config): Promise<void> {
  const logger = app.get<Logger>(LOGGER);
  app.useLogger(new NestLog(logger));
  const fastify = app.getHttpAdapter().getInstance();
  const routes = collectRoutes(fastify);
  registerTracking(fastify, app.get(TrackingController), app.get(HitRecorder, { strict: false }));
  registerRequestContext(fastify, logger);
  registerBodyParsers(fastify);
  fastify.setReplySerializer(toJson);
  hearOut(fastify);
  await registerSecurityHeaders(fastify, config);
  await guardTrackingHosts(fastify, { domains: app.get(TrackingDomains, { strict: false }), config, logger });
  keepAnswers(fastify, app.get(IdempotencyKeys, { strict: false }), logger);
  await app.register(cookie);
  refuseStrangers(fastify, ROUTES);
  await app.register(multipart, { limits: { fileSize: MAX_UPLOAD_BYTES, files: 1, fields: 10, parts: 11 } });
  app.enableShutdownHooks();
  await app.init();
  checkRoutes(routes, ROUTES);
  await applyEnvironment(app, config);
  serveWebApp(fastify, new WebApp());
  await fastify.ready();
}

/** The first administrator and the first key, when the operator names them. */
async function applyEnvironment(app: NestFastifyApplication, config: Config): Promise<void> {
  const key = config.env.TIDINGS_API_KEY;
  await app.get(Setup, { strict: false }).applyEnvironment(config);
  if (key) await app.get(ApiKeys, { strict: false }).importKey('TIDINGS_API_KEY', key);
}
