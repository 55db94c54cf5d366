import { Controller, Get, Inject } from '@nestjs/common';
import { HitRecorder, isOfTestMail, LinkSigner, LinkTargets, type ClickLink, type LinkSubject } from '#libs/delivery';
import { Clock, LOGGER, type Logger } from '#libs/kernel';
import { howAsked, isMachine, refusesWatching, requestSigns } from '#libs/ledger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isIP } from 'node:net';
import { deadLinkPage, laterPage } from './reader-pages.js';

/** A transparent GIF of one pixel. As text, one byte a character: header and body leave in one piece. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64').toString('latin1');
const PIXEL_HEADERS = [
  ...['content-type', 'image/gif', 'content-length', String(PIXEL.length), 'cache-control', 'no-store'],
  ...['cross-origin-resource-policy', 'cross-origin', 'x-content-type-options', 'nosniff'],
];
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
};
const RETRY_AFTER_S = '5';
/** Longer ones are cut: they would fill the memory while the database is away. */
const MAX_USER_AGENT = 500;
const MAX_URL = 2_048;

/**
 * Opens and clicks. Nothing here waits for the database but a click's target; hits are written in batches. The
 * decorators tell the documentation what there is: `registerTracking` hangs the routes in, past Nest.
 */
@Controller('t')
export class TrackingController {
  constructor(
    private readonly links: LinkSigner,
    private readonly targets: LinkTargets,
    private readonly recorder: HitRecorder,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The pixel comes whatever the token says: a broken image helps nobody. */
  @Get('o/:token')
  open(request: FastifyRequest, reply: FastifyReply): void {
    const subject = this.links.parse('open', tokenOf(request));
    if (subject && !refusesWatching(request.headers)) this.record('opened', subject, request, null, null);
    reply.hijack();
    reply.raw.writeHead(200, PIXEL_HEADERS).end(PIXEL, 'latin1');
  }

  /** A HEAD is answered alike: scanners ask like that, and it counts as a machine's click. */
  @Get('c/:token')
  click(request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack();
    const link = this.links.parseClick(tokenOf(request));
    if (!link) sendPage(reply, 404, deadLinkPage());
    else if (link.target !== undefined) this.lead(link, link.target, request, reply);
    else void this.lookUp(link, request, reply);
  }

  private async lookUp(link: ClickLink, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const target = await this.targets.find(link.subject.messageId, link.index);
      if (target === null) sendPage(reply, 404, deadLinkPage());
      else this.lead(link, target, request, reply);
    } catch (error) {
      this.logger.warn({ err: error }, 'a click had to wait: its target could not be looked up');
      sendPage(reply, 503, laterPage(), { 'retry-after': RETRY_AFTER_S, refresh: RETRY_AFTER_S });
    }
  }

  private lead(link: ClickLink, target: string, request: FastifyRequest, reply: FastifyReply): void {
    this.record('clicked', link.subject, request, link.index, target);
    reply.raw.writeHead(302, [
      ...['location', encodeLocation(target), 'content-length', '0', 'cache-control', 'no-store'],
      ...['referrer-policy', 'strict-origin-when-cross-origin'],
    ]);
    reply.raw.end();
  }

  private record(
    kind: 'opened' | 'clicked',
    subject: LinkSubject,
    request: FastifyRequest,
    linkIndex: number | null,
    url: string | null,
  ): void {
    const { messageId, contactId } = subject;
    if (messageId === 0 || isOfTestMail(subject)) return;
    const userAgent = cut(request.headers['user-agent'] ?? '', MAX_USER_AGENT);
    const { ip } = request;
    const askedAs = howAsked(request.method, request.headers);
    const signs = requestSigns(kind, askedAs, userAgent);
    this.recorder.add({
      messageId,
      contactId,
      kind,
      atMs: this.clock.now().getTime(),
      linkIndex,
      url: url === null ? null : cut(url, MAX_URL),
      ip: isIP(ip) > 0 ? ip : null,
      userAgent,
      askedAs,
      signs,
      machine: isMachine(signs),
    });
  }
}

function tokenOf({ params }: FastifyRequest): string {
  return (params as { readonly token: string }).token;
}

function sendPage(reply: FastifyReply, status: number, html: string, headers: Record<string, string> = {}): void {
  reply.raw.writeHead(status, { ...PAGE_HEADERS, 'content-length': Buffer.byteLength(html), ...headers }).end(html);
}

/** What a header cannot hold is written as in any address; the browser reads it as it was. */
function encodeLocation(target: string): string {
  return target.replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent);
}

/** A copy: a slice would keep all of the text that it is a part of. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : Buffer.from(text.slice(0, length)).toString();
}
