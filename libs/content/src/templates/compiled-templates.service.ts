import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { compileTemplate } from '../compile-template.js';
import type { CompiledTemplate } from '../compiled-template.js';
import { Partials } from '../partials/partials.port.js';
import type { TemplateSource } from '../template-source.js';
import { CompiledTemplateCache } from './compiled-template.cache.js';

const VERSION = `
  SELECT subject, preheader, mjml, html, text, links FROM template_versions WHERE template_id = $1 AND version = $2`;

const LATEST = `SELECT published_version AS version FROM templates WHERE id = $1`;

/** A type, not an interface: rows are records. */
type StoredVersion = { [K in keyof TemplateSource]: TemplateSource[K] } & { readonly links: readonly string[] };

/** Published templates, ready to be rendered. */
@Injectable()
export class CompiledTemplates {
  private readonly cache = new CompiledTemplateCache();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Partials) private readonly partials: Partials,
  ) {}

  /**
   * One version, or the latest published one when `version` is null. Throws `template.not_found` and
   * `template.not_published`.
   */
  async get(templateId: number, version: number | null): Promise<{ version: number; template: CompiledTemplate }> {
    const wanted = version ?? (await this.latest(templateId));
    const key = `${String(templateId)}:${String(wanted)}`;
    const template = await this.cache.get(key, () => this.load(templateId, wanted));
    return { version: wanted, template };
  }

  /** Compiles what is not published yet. Throws `template.invalid`. */
  async compile(source: TemplateSource): Promise<CompiledTemplate> {
    return compileTemplate(source, { partials: this.partials });
  }

  private async latest(templateId: number): Promise<number> {
    const [row] = await this.db.query<{ version: number | null }>(LATEST, [templateId]);
    if (!row) throw new DomainError('template.not_found');
    if (row.version === null) throw new DomainError('template.not_published');
    return row.version;
  }

  private async load(templateId: number, version: number): Promise<CompiledTemplate> {
    const [row] = await this.db.query<StoredVersion>(VERSION, [templateId, version]);
    if (!row) throw new DomainError('template.not_published');
    const template = await compileTemplate(row, { partials: this.partials, isPublished: true });
    return template.pinnedTo(row.links);
  }
}
