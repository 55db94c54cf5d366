import { Inject, Injectable } from '@nestjs/common';
import { type Actor, AuditLog } from '#libs/accounts';
import { DocumentNames, usersOf } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { type EntityManager, IsNull, LessThan } from 'typeorm';
import type { CompiledTemplate } from '../compiled-template.js';
import type { LintWarning } from '../lint/lint-warning.js';
import type { TemplateProblem } from '../problems.js';
import { TemplateCheck } from './template-check.service.js';
import { applyChanges, type TemplateChanges, type TemplateInput } from './template-draft.js';
import { TemplateEntity } from './template.entity.js';
import { TemplateVersionEntity } from './template-version.entity.js';

/** A template, what keeps its latest text from being published, and what could be better about it. */
export interface CheckedTemplate {
  readonly template: TemplateEntity;
  readonly problems: readonly TemplateProblem[];
  readonly warnings: readonly LintWarning[];
}

const FORGET_REFS = `DELETE FROM document_refs WHERE from_kind = 'template' AND from_id = $1`;
const REMEMBER_REFS = `
  INSERT INTO document_refs (from_kind, from_id, to_kind, to_key)
  SELECT 'template', $1, kind, key FROM unnest($2::text[], $3::text[]) AS used (kind, key)`;

/** Templates as documents: drafts that may be wrong, and published versions that are not. */
@Injectable()
export class TemplatesService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(TemplateCheck) private readonly check: TemplateCheck,
    @Inject(DocumentNames) private readonly names: DocumentNames,
  ) {}

  /** Newest first; archived ones are left out. */
  async list(page: { readonly before: number | null; readonly limit: number }): Promise<TemplateEntity[]> {
    return this.db.dataSource.getRepository(TemplateEntity).find({
      where: { archivedAt: IsNull(), ...(page.before === null ? {} : { id: LessThan(page.before) }) },
      order: { id: 'DESC' },
      take: page.limit,
    });
  }

  /** Throws `template.not_found`. */
  async get(id: number): Promise<TemplateEntity> {
    return find(this.db.dataSource.manager, id);
  }

  /** Throws `template.not_found` and, when there is nothing that could be sent, `template.not_published`. */
  async assertPublished(id: number): Promise<void> {
    const { publishedVersion } = await this.get(id);
    if (publishedVersion === null) throw new DomainError('template.not_published');
  }

  async getChecked(id: number): Promise<CheckedTemplate> {
    return this.checked(await this.get(id));
  }

  /** Saves a template and, when it compiles, publishes it. One that does not is kept as a draft with its problems. */
  async create(input: TemplateInput, by: Actor): Promise<CheckedTemplate> {
    const { template: compiled, ...findings } = await this.check.tryCompile(input);
    const template = await this.db.transaction(async (tx) => {
      const saved = await this.insert(tx, input, by);
      return compiled ? this.publishIn(tx, saved, compiled, by) : saved;
    });
    return { template, ...findings };
  }

  /** Saves and publishes as part of a transaction that makes more. Throws `template.invalid`. */
  async createWithin(tx: Tx, input: TemplateInput, by: Actor): Promise<TemplateEntity> {
    const compiled = await this.check.compile(input, tx);
    return this.publishIn(tx, await this.insert(tx, input, by), compiled, by);
  }

  /**
   * Saves a change as the draft; sends go on with the published version. `expected` is the version that the editor saw
   * (`If-Match`). Throws `template.not_found` and `document.stale`.
   */
  async update(id: number, changes: TemplateChanges, expected: number | null, by: Actor): Promise<CheckedTemplate> {
    const template = await this.db.transaction(async (tx) => {
      const current = await find(tx.manager, id, true);
      assertFresh(current, expected);
      const version = current.version + 1;
      Object.assign(current, applyChanges(current, changes), { version, updatedAt: this.clock.now() });
      await this.audit.write(tx, by, 'template.changed', { kind: 'template', id });
      return tx.manager.save(current);
    });
    return this.checked(template);
  }

  /**
   * Makes the latest text what is sent. Doing it twice is doing it once. Throws `template.invalid` with every problem,
   * `template.not_found` and `document.stale`.
   */
  async publish(id: number, expected: number | null, by: Actor): Promise<CheckedTemplate> {
    const published = await this.db.transaction(async (tx) => {
      const template = await find(tx.manager, id, true);
      assertFresh(template, expected);
      if (template.publishedVersion === template.version) return template;
      return this.publishIn(tx, template, await this.check.compile(template, tx), by);
    });
    return this.checked(published);
  }

  /** Takes a template out of the lists; its versions stay. Throws `template.in_use` while a document is to send it. */
  async archive(id: number, expected: number | null, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const template = await find(tx.manager, id, true);
      assertFresh(template, expected);
      const users = await usersOf(tx, this.names, { kind: 'template', keys: [String(id)] });
      if (users)
        throw new DomainError('template.in_use', `The template is used by: ${users}. Take it out of them first.`);
      await tx.manager.update(TemplateEntity, { id }, { archivedAt: this.clock.now() });
      await tx.execute(FORGET_REFS, [id]);
      await this.audit.write(tx, by, 'template.archived', { kind: 'template', id });
    });
  }

  /** What is published stays so, whatever would keep it from being published by now. */
  private async checked(template: TemplateEntity): Promise<CheckedTemplate> {
    const { problems, warnings } = await this.check.tryCompile(template);
    return { template, problems: template.version === template.publishedVersion ? [] : problems, warnings };
  }

  private async insert(tx: Tx, input: TemplateInput, by: Actor): Promise<TemplateEntity> {
    const now = this.clock.now();
    const fields = { ...applyChanges(input, {}), createdAt: now, updatedAt: now };
    const saved = await tx.manager.save(tx.manager.create(TemplateEntity, fields));
    await this.audit.write(tx, by, 'template.created', { kind: 'template', id: saved.id });
    return saved;
  }

  private async publishIn(
    tx: Tx,
    template: TemplateEntity,
    compiled: CompiledTemplate,
    by: Actor,
  ): Promise<TemplateEntity> {
    const { id, version, subject, preheader, mjml, html, text } = template;
    await tx.manager.insert(TemplateVersionEntity, {
      ...{ templateId: id, version, subject, preheader, mjml, html, text, links: compiled.links },
      createdBy: by.kind === 'user' ? by.id : null,
      createdAt: this.clock.now(),
    });
    await tx.manager.update(TemplateEntity, { id }, { publishedVersion: version });
    await tx.execute(FORGET_REFS, [id]);
    await tx.execute(REMEMBER_REFS, [id, ...refsOf(compiled)]);
    await this.audit.write(tx, by, 'template.published', { kind: 'template', id }, { version });
    return Object.assign(template, { publishedVersion: version });
  }
}

async function find(manager: EntityManager, id: number, lock = false): Promise<TemplateEntity> {
  const template = await manager.findOne(TemplateEntity, {
    where: { id, archivedAt: IsNull() },
    ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}),
  });
  if (!template) throw new DomainError('template.not_found');
  return template;
}

/** What "used by" shows, and what keeps a slug and a field from being taken away: kinds and keys, side by side. */
function refsOf({ uses }: CompiledTemplate): [kinds: string[], keys: string[]] {
  const segments = uses.segments.map(({ name }) => name);
  const fields = uses.fields.map(({ name }) => name);
  return [
    [...segments.map(() => 'segment'), ...fields.map(() => 'field')],
    [...segments, ...fields],
  ];
}

function assertFresh(template: TemplateEntity, expected: number | null): void {
  if (expected !== null && template.version !== expected) throw new DomainError('document.stale');
}
