import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { type FieldError } from '#libs/kernel';
import {
  type EndpointView,
  type EndpointWithSecret,
  type SavedEndpoint,
  type TestAnswer,
  WebhookEndpoints,
} from '#libs/ledger';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import type { Page } from '../http/keyset.js';
import { StorablePipe } from '../http/storable.pipe.js';
import { ChangeEndpointDto, CheckEndpointDto, CreateEndpointDto } from './webhooks.dto.js';

export type CreatedEndpoint = EndpointWithSecret & SavedEndpoint;

export interface EndpointCheck {
  readonly warnings: readonly FieldError[];
}

/** Programs that automations call by name. There are few: they come on one page. */
@Controller('api/v1/webhooks/endpoints')
export class WebhookEndpointsController {
  constructor(@Inject(WebhookEndpoints) private readonly endpoints: WebhookEndpoints) {}

  @Get()
  async list(): Promise<Page<EndpointView>> {
    return { data: await this.endpoints.list(), next_cursor: null };
  }

  /** The secret is in this answer alone. */
  @Post()
  create(@Body(StorablePipe) body: CreateEndpointDto, @CurrentActor() actor: Actor): Promise<CreatedEndpoint> {
    return this.endpoints.create(body, actor);
  }

  /** The same warnings as saving gives, while the address is being typed. */
  @Post('check')
  @HttpCode(200)
  async check(@Body() { url }: CheckEndpointDto): Promise<EndpointCheck> {
    return { warnings: await this.endpoints.warningsOf(url) };
  }

  @Get(':id')
  get(@Param('id', IdPipe) id: number): Promise<EndpointView> {
    return this.endpoints.get(id);
  }

  @Patch(':id')
  change(
    @Param('id', IdPipe) id: number,
    @Body(StorablePipe) body: ChangeEndpointDto,
    @IfMatch() version: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<SavedEndpoint> {
    return this.endpoints.change(id, body, version, actor);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<void> {
    return this.endpoints.remove(id, actor);
  }

  /** The new secret is in this answer alone. */
  @Post(':id/rotate-secret')
  @HttpCode(200)
  rotate(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<EndpointWithSecret> {
    return this.endpoints.rotate(id, actor);
  }

  @Post(':id/test')
  @HttpCode(200)
  test(@Param('id', IdPipe) id: number): Promise<TestAnswer> {
    return this.endpoints.test(id);
  }
}
