import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { compileTemplate } from '../compile-template.js';
import type { CompiledTemplate } from '../compiled-template.js';
import { PARTIALS, type Partials } from '../partials/partials.port.js';
import type { TemplateSource } from '../template-source.js';

export interface CompiledVersion {
  readonly version: number;
  readonly template: CompiledTemplate;
}

/** Versions never change, so what was compiled stays right; this many are kept, the least used go first. */
const KEPT = 200;

const SOURCE = `
  SELECT version.version, version.subject, version.preheader, version.mjml, version.html, version.text
  FROM template_versions version JOIN templates template ON template.id = version.template_id
  WHERE template.id = $1 AND version.version = coalesce($2, template.published_version)`;

/** Published versions, ready to render. For whoever renders many mails: one compilation per version and process. */
@Injectable()
export class CompiledTemplates {
  private readonly cache = new Map<string, Promise<CompiledTemplate>>();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(PARTIALS) private readonly partials: Partials,
  ) {}

  /** The given version, or the latest published one. Throws `template.not_published`. */
  async get(templateId: number, version: number | null): Promise<CompiledVersion> {
    const [source] = await this.db.query<TemplateSource & { version: number }>(SOURCE, [templateId, version]);
    if (!source) throw new DomainError('template.not_published');
    const key = `${String(templateId)}:${String(source.version)}`;
    const known = this.cache.get(key) ?? compileTemplate(source, { partials: this.partials });
    this.remember(key, known);
    try {
      return { version: source.version, template: await known };
    } catch (error) {
      this.cache.delete(key);
      throw error;
    }
  }

  private remember(key: string, template: Promise<CompiledTemplate>): void {
    this.cache.delete(key);
    this.cache.set(key, template);
    const [oldest] = this.cache.keys();
    if (this.cache.size > KEPT && oldest !== undefined) this.cache.delete(oldest);
  }
}
