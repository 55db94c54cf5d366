import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { SenderCheck, SendersService, type SenderChange, type SenderEntity } from '#libs/delivery';
import { IdPipe } from '../http/id.pipe.js';
import { CreateSenderDto, UpdateSenderDto } from './sender.dto.js';

@Controller('api/v1/senders')
export class SendersController {
  constructor(
    private readonly senders: SendersService,
    private readonly check: SenderCheck,
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

  /** Connects to the mail server as a mail would, and sends nothing. */
  @Post(':id/verify')
  @HttpCode(200)
  async verify(@Param('id', IdPipe) id: number) {
    return this.check.verify(await this.senders.get(id));
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

/** A sender as the API shows it: the transport's secrets stay inside. */
function showSender(sender: SenderEntity) {
  return {
    id: sender.id,
    name: sender.name,
    email: sender.email,
    reply_to: sender.replyTo,
    postal_address: sender.postalAddress,
    transport: sender.transport && { type: sender.transport.type },
    return_path_domain: sender.returnPathDomain,
    is_default: sender.isDefault,
    created_at: sender.createdAt,
  };
}
