import { Inject, Injectable } from '@nestjs/common';
import type { RenderedMail } from '../compiled-template.js';
import { withStandardFooter } from '../footer/with-standard-footer.js';
import { lintMail } from '../lint/lint-mail.js';
import type { LintWarning } from '../lint/lint-warning.js';
import type { TemplateSource } from '../template-source.js';
import { PreviewContexts } from './preview-contexts.port.js';
import { TemplateCheck } from './template-check.service.js';
import { applyChanges, type TemplateChanges } from './template-draft.js';
import { TemplatesService } from './templates.service.js';

export interface Preview extends RenderedMail {
  /** Bytes of the HTML in UTF-8: Gmail clips above some 102 KB. */
  readonly size: number;
  readonly warnings: readonly LintWarning[];
}

interface PreviewRequest {
  /** Whom to show it to; nobody in particular when null. */
  readonly contactId: number | null;
  /** What an editor holds and has not saved. */
  readonly changes?: TemplateChanges;
}

/** Shows templates as any contact would get them, as marketing mail with its footer. */
@Injectable()
export class TemplatePreview {
  constructor(
    @Inject(TemplatesService) private readonly templates: TemplatesService,
    @Inject(TemplateCheck) private readonly check: TemplateCheck,
    @Inject(PreviewContexts) private readonly contexts: PreviewContexts,
  ) {}

  /** The latest text of a template, saved or in an editor. Throws `template.invalid` with every problem. */
  async preview(templateId: number, { contactId, changes = {} }: PreviewRequest): Promise<Preview> {
    const template = await this.templates.get(templateId);
    return this.render(applyChanges(template, changes), contactId);
  }

  private async render(source: TemplateSource, contactId: number | null): Promise<Preview> {
    const compiled = await this.check.compile(source);
    const slugs = compiled.uses.segments.map(({ name }) => name);
    const context = await this.contexts.load(contactId, slugs);
    const address = context.sender['postal_address'];
    const postalAddress = typeof address === 'string' ? address : null;
    const mail = withStandardFooter(compiled, { postalAddress }).render(context);
    const size = Buffer.byteLength(mail.html, 'utf8');
    const warnings = [...lintMail(compiled, mail, { context, size }), ...(await this.check.warningsOf(compiled))];
    return { ...mail, size, warnings };
  }
}
