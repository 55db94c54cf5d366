import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { CampaignsService } from '#libs/campaigns';
import {
  SenderCheck,
  limitsOf,
  SenderDomains,
  SenderPace,
  SendersService,
  showTransport,
  TrackingDomains,
  type Pace,
  type SenderChange,
  type SenderDomain,
  type SenderEntity,
  type TrackingDomain,
} from '#libs/delivery';
import { IdPipe } from '../http/id.pipe.js';
import { CreateSenderDto, LiftDto, UpdateSenderDto } from './sender.dto.js';

@Controller('api/v1/senders')
export class SendersController {
  constructor(
    private readonly senders: SendersService,
    private readonly check: SenderCheck,
    private readonly domains: SenderDomains,
    private readonly tracking: TrackingDomains,
    private readonly pace: SenderPace,
    private readonly campaigns: CampaignsService,
  ) {}

  /** All of them: an organisation has a handful. */
  @Get()
  async list() {
    return { data: (await this.senders.list()).map(showSender), next_cursor: null };
  }

  @Post()
  async create(@Body() body: CreateSenderDto) {
    this.tracking.refuseOwn(body.tracking_domain);
    return showSender(await this.senders.create({ ...toChange(body), name: body.name, email: body.email }));
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number) {
    return showSender(await this.senders.get(id));
  }

  @Patch(':id')
  async update(@Param('id', IdPipe) id: number, @Body() body: UpdateSenderDto) {
    this.tracking.refuseOwn(body.tracking_domain);
    return showSender(await this.senders.update(id, toChange(body)));
  }

  @Delete(':id')
  async archive(@Param('id', IdPipe) id: number): Promise<Record<string, never>> {
    await this.senders.archive(id, (tx) => this.campaigns.releaseSender(tx, id));
    return {};
  }

  /** Connects to the mail server as a mail would, sends nothing, and looks at the DNS of the sender's names. */
  @Post(':id/verify')
  @HttpCode(200)
  async verify(@Param('id', IdPipe) id: number) {
    const sender = await this.senders.get(id);
    const [server, domain, tracking] = await Promise.all([
      this.check.verify(sender),
      this.domains.check(sender),
      this.tracking.check(sender),
    ]);
    return { ...server, domain: showDomain(domain, tracking) };
  }

  /** The DNS records that the sender's names need, and what was found at the last check. */
  @Get(':id/domain')
  async domain(@Param('id', IdPipe) id: number) {
    const sender = await this.senders.get(id);
    return showDomain(await this.domains.describe(sender), await this.tracking.describe(sender));
  }

  /** Signs with the next DKIM key from now on; its record must be there. */
  @Post(':id/rotate-key')
  @HttpCode(200)
  async rotateKey(@Param('id', IdPipe) id: number) {
    const sender = await this.senders.get(id);
    return showDomain(await this.domains.rotate(sender), await this.tracking.describe(sender));
  }

  /** How fast its mail leaves, and what slows it down: who asked for patience and until when, what waits, warm-up, health. */
  @Get(':id/pace')
  async showPace(@Param('id', IdPipe) id: number) {
    return showPace(await this.pace.read(await this.senders.get(id)));
  }

  /** Sends to a domain at its full rate again; 404 `sender.not_slowed` when nothing slows it down. */
  @Post(':id/pace/lift')
  @HttpCode(200)
  async lift(@Param('id', IdPipe) id: number, @Body() { domain }: LiftDto) {
    const sender = await this.senders.get(id);
    await this.pace.lift(sender, domain);
    return showPace(await this.pace.read(sender));
  }
}

function toChange(body: UpdateSenderDto): SenderChange {
  return {
    name: body.name,
    email: body.email,
    replyTo: body.reply_to,
    postalAddress: body.postal_address,
    transport: body.transport,
    limits: body.limits,
    returnPathDomain: body.return_path_domain,
    trackingDomain: body.tracking_domain,
    isDefault: body.is_default,
  };
}

function showPace({ sent, slowDowns, waiting, warmUp, health }: Pace) {
  return {
    sent: { last_minute: sent.lastMinute, last_hour: sent.lastHour },
    slow_downs: slowDowns.map(showSlowDown),
    waiting,
    warm_up: warmUp,
    health,
  };
}

/** Rates in mails a second. */
function showSlowDown(one: Pace['slowDowns'][number]) {
  const { domain, label, rate, code, response, since } = one;
  return {
    ...{ domain, label, code, response, since, rate, full_rate: one.fullRate, changed_at: one.changedAt },
    ...{ paused_until: one.pausedUntil, ends_at: one.endsAt },
  };
}

function showDomain({ domain, verified, signs, checkedAt, ...found }: SenderDomain, tracking: TrackingDomain | null) {
  const { alignment, records, warnings } = found;
  return {
    ...{ domain, verified, signs, checked_at: checkedAt, alignment },
    warnings: [...warnings, ...(tracking?.warnings ?? [])],
    records: [...records, ...(tracking ? [tracking.record] : [])],
    tracking: tracking && { domain: tracking.domain, used: tracking.used, checked_at: tracking.checkedAt },
  };
}

/** A sender as the API shows it: the transport's secrets stay inside, `secrets` names those that are set. */
function showSender(sender: SenderEntity) {
  return {
    id: sender.id,
    name: sender.name,
    email: sender.email,
    reply_to: sender.replyTo,
    postal_address: sender.postalAddress,
    limits: limitsOf(sender),
    transport: sender.transport && showTransport(sender.transport),
    return_path_domain: sender.returnPathDomain,
    tracking_domain: sender.trackingDomain,
    is_default: sender.isDefault,
    created_at: sender.createdAt,
  };
}
