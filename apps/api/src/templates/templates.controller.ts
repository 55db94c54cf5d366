import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import {
  type CheckedTemplate,
  type LintWarning,
  loadStarterTemplates,
  type Preview,
  type StarterTemplate,
  type TemplateEntity,
  TemplatePreview,
  type TemplateProblem,
  TemplatesService,
} from '#libs/content';
import { TestMails } from '#libs/delivery';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import { decodeIdCursor, ListQuery, type Page, toPage } from '../http/keyset.js';
import { ChangeTemplateBody, CreateTemplateBody, PreviewTemplateBody, TestTemplateBody } from './template.dto.js';

export interface TemplateSummary {
  readonly id: number;
  readonly name: string;
  readonly subject: string;
  readonly version: number;
  /** The version that sends use; null as long as none has compiled. */
  readonly published_version: number | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface TemplateAnswer extends TemplateSummary {
  readonly preheader: string | null;
  readonly mjml: string | null;
  readonly html: string | null;
  readonly text: string | null;
  /** What keeps the latest version from being published. */
  readonly problems: readonly TemplateProblem[];
  /** What could be better about the latest version, whoever it is for; a preview adds what shows in its mail alone. */
  readonly warnings: readonly LintWarning[];
}

/** A test mail is written to the ledger; it leaves like every other. */
export interface TestAnswer {
  readonly status: 'queued';
  readonly to: string;
}

@Controller('api/v1/templates')
export class TemplatesController {
  constructor(
    private readonly templates: TemplatesService,
    private readonly previews: TemplatePreview,
    private readonly tests: TestMails,
  ) {}

  @Get()
  async list(@Query() { limit, cursor }: ListQuery): Promise<Page<TemplateSummary>> {
    const rows = await this.templates.list({ before: decodeIdCursor(cursor), limit: limit + 1 });
    return toPage(rows, limit, ({ id }) => [id], summarize);
  }

  @Post()
  async create(@Body() body: CreateTemplateBody, @CurrentActor() actor: Actor): Promise<TemplateAnswer> {
    return show(await this.templates.create(body, actor));
  }

  @Get('starters')
  async starters(): Promise<{ readonly data: readonly StarterTemplate[] }> {
    return { data: await loadStarterTemplates() };
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<TemplateAnswer> {
    return show(await this.templates.getChecked(id));
  }

  @Patch(':id')
  async change(
    @Param('id', IdPipe) id: number,
    @Body() body: ChangeTemplateBody,
    @IfMatch() expected: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<TemplateAnswer> {
    return show(await this.templates.update(id, body, expected, actor));
  }

  @Delete(':id')
  async remove(
    @Param('id', IdPipe) id: number,
    @IfMatch() expected: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<Record<string, never>> {
    await this.templates.archive(id, expected, actor);
    return {};
  }

  @Post(':id/publish')
  @HttpCode(200)
  async publish(
    @Param('id', IdPipe) id: number,
    @IfMatch() expected: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<TemplateAnswer> {
    return show(await this.templates.publish(id, expected, actor));
  }

  @Post(':id/preview')
  @HttpCode(200)
  async preview(@Param('id', IdPipe) id: number, @Body() body: PreviewTemplateBody): Promise<Preview> {
    const { contact_id: contactId = null, ...changes } = body;
    return this.previews.preview(id, { contactId, changes });
  }

  @Post(':id/test')
  @HttpCode(202)
  async test(@Param('id', IdPipe) id: number, @Body() body: TestTemplateBody): Promise<TestAnswer> {
    const { to, contact_id: contactId = null, sender_id: senderId = null } = body;
    await this.templates.assertPublished(id);
    return this.tests.send({ templateId: id, templateVersion: null, topicId: null, senderId, to, contactId });
  }
}

function summarize(template: TemplateEntity): TemplateSummary {
  const { id, name, subject, version, publishedVersion, createdAt, updatedAt } = template;
  return {
    ...{ id, name, subject, version },
    published_version: publishedVersion,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

function show({ template, problems, warnings }: CheckedTemplate): TemplateAnswer {
  const { preheader, mjml, html, text } = template;
  return { ...summarize(template), preheader, mjml, html, text, problems, warnings };
}
