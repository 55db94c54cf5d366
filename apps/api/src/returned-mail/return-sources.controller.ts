import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ReturnSources, showSource, type StoredSource } from '#libs/delivery';
import { Config } from '#libs/kernel';
import { IdPipe } from '../http/id.pipe.js';
import { CreateReturnSourceDto, UpdateReturnSourceDto } from './returned-mail.dto.js';

@Controller('api/v1/returned-mail/sources')
export class ReturnSourcesController {
  constructor(
    private readonly sources: ReturnSources,
    private readonly config: Config,
  ) {}

  /** All of them, and the port of the listener: an organisation has a handful. */
  @Get()
  async list() {
    const data = (await this.sources.list()).map((source) => this.show(source));
    return { data, next_cursor: null, listener_port: this.config.env.BOUNCE_SMTP_PORT ?? null };
  }

  @Post()
  async create(@Body() { type, name, settings, enabled }: CreateReturnSourceDto) {
    return this.show(await this.sources.create({ type, name, settings, enabled }));
  }

  @Patch(':id')
  async update(@Param('id', IdPipe) id: number, @Body() { name, settings, enabled }: UpdateReturnSourceDto) {
    return this.show(await this.sources.update(id, { name, settings, enabled }));
  }

  @Delete(':id')
  async delete(@Param('id', IdPipe) id: number): Promise<Record<string, never>> {
    await this.sources.delete(id);
    return {};
  }

  /** Secrets stay inside; `secrets` names those that are set. */
  private show(source: StoredSource) {
    const { id, type, name, enabled, lastAt, lastError, createdAt } = source;
    const hook = type === 'imap' ? null : `${this.config.publicUrl}/hooks/${type}`;
    return {
      ...{ id, type, name, enabled, ...showSource(source) },
      ...{ hook_url: hook, last_at: lastAt, last_error: lastError, created_at: createdAt },
    };
  }
}
