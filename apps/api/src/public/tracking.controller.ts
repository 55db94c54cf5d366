import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { HitRecorder, isMachine, isOfTestMail, LinkSigner, LinkTargets, type LinkSubject } from '#libs/delivery';
import { Clock } from '#libs/kernel';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { deadLinkPage } from './reader-pages.js';
import { sendPage } from './page.js';

/** A transparent GIF of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Opens and clicks. Nothing here waits for the database but a click's target; hits are written in batches. */
@Controller('t')
export class TrackingController {
  constructor(
    private readonly links: LinkSigner,
    private readonly targets: LinkTargets,
    private readonly recorder: HitRecorder,
    private readonly clock: Clock,
  ) {}

  /** The pixel comes whatever the token says: a broken image helps nobody. */
  @Get('o/:token')
  open(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const subject = this.links.parse('open', token);
    if (subject) this.record('opened', subject, request);
    void reply.header('content-type', 'image/gif').header('cache-control', 'no-store').send(PIXEL);
  }

  /** Fastify answers HEAD by the same handler: scanners ask like that, and it counts as a machine's click. */
  @Get('c/:token')
  async click(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = this.links.parseClick(token);
    const target = link && (link.target ?? (await this.targets.find(link.subject.messageId, link.index)));
    if (!link || !target) {
      sendPage(reply.status(404), deadLinkPage());
      return;
    }
    this.record('clicked', link.subject, request, { linkIndex: link.index, url: target });
    void reply.status(302).header('location', target).header('cache-control', 'no-store').send();
  }

  private record(
    kind: 'opened' | 'clicked',
    subject: LinkSubject,
    request: FastifyRequest,
    link: { linkIndex: number; url: string } | null = null,
  ): void {
    const { messageId, contactId } = subject;
    if (messageId === 0 || isOfTestMail(subject)) return;
    const userAgent = request.headers['user-agent'];
    const machine = isMachine(kind, request.method, userAgent);
    this.recorder.add({
      ...{ messageId, contactId, kind, machine, userAgent, ...link },
      at: this.clock.now(),
      ip: request.ip,
    });
  }
}
