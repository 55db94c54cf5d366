import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  SenderCheck,
  SenderDomains,
  SendersService,
  showTransport,
  type SenderChange,
  type SenderDomain,
  type SenderEntity,
} from '#libs/delivery';
import { IdPipe } from '../http/id.pipe.js';
import { CreateSenderDto, UpdateSenderDto } from './sender.dto.js';

@Controller('api/v1/senders')
export class SendersController {
  constructor(
    private readonly senders: SendersService,
    private readonly check: SenderCheck,
    private readonly domains: SenderDomains,
  ) {}

  /** All of them: an organisation has a handful. */
  @Get()
  async list() {
    return { data: (await this.senders.list()).map(showSender), next_cursor: null };
  }

  @Post()
  async create(@Body() body: CreateSenderDto) {
    return showSender(await this.senders.create({ ...toChange(body), name: body.name, email: body.email }));
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number) {
    return showSender(await this.senders.get(id));
  }

  @Patch(':id')
  async update(@Param('id', IdPipe) id: number, @Body() body: UpdateSenderDto) {
    return showSender(await this.senders.update(id, toChange(body)));
  }

  @Delete(':id')
  async archive(@Param('id', IdPipe) id: number): Promise<Record<string, never>> {
    await this.senders.archive(id);
    return {};
  }

  /** Connects to the mail server as a mail would, sends nothing, and looks at the DNS of the domain. */
  @Post(':id/verify')
  @HttpCode(200)
  async verify(@Param('id', IdPipe) id: number) {
    const sender = await this.senders.get(id);
    const [server, domain] = await Promise.all([this.check.verify(sender), this.domains.check(sender)]);
    return { ...server, domain: showDomain(domain) };
  }

  /** The DNS records that the sender's domain needs, and what was found at the last check. */
  @Get(':id/domain')
  async domain(@Param('id', IdPipe) id: number) {
    return showDomain(await this.domains.describe(await this.senders.get(id)));
  }

  /** Signs with the next DKIM key from now on; its record must be there. */
  @Post(':id/rotate-key')
  @HttpCode(200)
  async rotateKey(@Param('id', IdPipe) id: number) {
    return showDomain(await this.domains.rotate(await this.senders.get(id)));
  }
}

function toChange(body: UpdateSenderDto): SenderChange {
  return {
    name: body.name,
    email: body.email,
    replyTo: body.reply_to,
    postalAddress: body.postal_address,
    transport: body.transport,
    returnPathDomain: body.return_path_domain,
    isDefault: body.is_default,
  };
}

function showDomain({ domain, verified, signs, checkedAt, records }: SenderDomain) {
  return { domain, verified, signs, checked_at: checkedAt, records };
}

/** A sender as the API shows it: the transport's secrets stay inside, `secrets` names those that are set. */
function showSender(sender: SenderEntity) {
  return {
    id: sender.id,
    name: sender.name,
    email: sender.email,
    reply_to: sender.replyTo,
    postal_address: sender.postalAddress,
    transport: sender.transport && showTransport(sender.transport),
    return_path_domain: sender.returnPathDomain,
    is_default: sender.isDefault,
    created_at: sender.createdAt,
  };
}
