import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  isOfTestMail,
  LinkSigner,
  ReaderPreferences,
  SentMails,
  type LinkPurpose,
  type LinkSubject,
  type TopicChoice,
} from '#libs/delivery';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { sendPage } from './page.js';
import { deadLinkPage, preferencesPage, testMailPage, unsubscribedPage, unsubscribePage } from './reader-pages.js';

/** Mail HTML is a stranger's document: it may show images and styles, run nothing, and has no origin. */
const MAIL_CSP =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'; font-src *";

/** What readers reach from their mails. A GET shows and changes nothing; a POST acts without login (RFC 8058). */
@Controller()
export class ReaderController {
  constructor(
    private readonly links: LinkSigner,
    private readonly preferences: ReaderPreferences,
    private readonly mails: SentMails,
  ) {}

  @Get('u/:token')
  async askUnsubscribe(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const subject = this.readActing('unsubscribe', token, reply);
    if (!subject) return;
    const view = await this.preferences.view(subject);
    sendPage(reply, unsubscribePage(view, topicOf(view.topics, subject), this.preferencesPath(subject)));
  }

  /** One click, by a mail client or from the page above; whatever the body says, and as often as it comes. */
  @Post('u/:token')
  @HttpCode(200)
  async unsubscribe(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const subject = this.readActing('unsubscribe', token, reply);
    if (!subject) return;
    const source = isOneClick(request.body) ? 'one_click' : 'unsubscribe_page';
    await this.preferences.unsubscribe(subject, { source, ip: request.ip });
    const view = await this.preferences.view(subject);
    sendPage(reply, unsubscribedPage(view, topicOf(view.topics, subject), this.preferencesPath(subject)));
  }

  @Get('p/:token')
  async showPreferences(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const subject = this.readActing('preferences', token, reply);
    if (subject) sendPage(reply, preferencesPage(await this.preferences.view(subject), false));
  }

  @Post('p/:token')
  @HttpCode(200)
  async savePreferences(
    @Param('token') token: string,
    @Body() body: Record<string, string> | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const subject = this.readActing('preferences', token, reply);
    if (!subject) return;
    await this.preferences.setTopics(subject, wantedTopics(body ?? {}), { source: 'preferences_page', ip: request.ip });
    sendPage(reply, preferencesPage(await this.preferences.view(subject), true));
  }

  @Get('v/:token')
  async viewInBrowser(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const subject = this.read('view', token, reply);
    if (!subject) return;
    const { html, text } = await this.mails.view(subject.messageId);
    void reply.header('content-security-policy', MAIL_CSP).header('referrer-policy', 'no-referrer');
    if (html === undefined) void reply.type('text/plain; charset=utf-8').send(text);
    else void reply.type('text/html; charset=utf-8').send(html);
  }

  /** For pages that decide something for the reader of the mail: a test mail's link is answered here. */
  private readActing(purpose: LinkPurpose, token: string, reply: FastifyReply): LinkSubject | undefined {
    const subject = this.read(purpose, token, reply);
    if (!subject || !isOfTestMail(subject)) return subject;
    sendPage(reply, testMailPage());
    return undefined;
  }

  private read(purpose: LinkPurpose, token: string, reply: FastifyReply): LinkSubject | undefined {
    const subject = this.links.parse(purpose, token);
    if (!subject) sendPage(reply.status(404), deadLinkPage());
    return subject;
  }

  private preferencesPath(subject: LinkSubject): string {
    return new URL(this.links.linksFor(subject).preferencesUrl).pathname;
  }
}

function topicOf(topics: readonly TopicChoice[], subject: LinkSubject): TopicChoice | undefined {
  return topics.find((topic) => topic.id === subject.topicId);
}

/** `List-Unsubscribe=One-Click` (RFC 8058, 3.1); as multipart it is not parsed, and counts as the page's button. */
function isOneClick(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'List-Unsubscribe' in body;
}

function wantedTopics(body: Readonly<Record<string, string>>): ReadonlySet<number> {
  if (body['action'] === 'none') return new Set();
  return new Set(
    Object.keys(body)
      .flatMap((name) => /^topic_(\d{1,15})$/.exec(name)?.[1] ?? [])
      .map(Number),
  );
}
