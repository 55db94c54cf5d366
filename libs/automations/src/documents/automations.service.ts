import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, OrganisationSettings, type Actor } from '#libs/accounts';
import { Database, type Folder, foldersOf, type Tx } from '#libs/db';
import { Clock, copyName, DomainError } from '#libs/kernel';
import { ILike, IsNull, LessThan, Not } from 'typeorm';
import type { AutomationDocument } from '../definition/automation-definition.js';
import { DefinitionChecker, type InspectedDefinition } from '../definition/definition-checker.js';
import { readAutomationReport, type AutomationReport } from '../enrolments/automation-report.js';
import { StepWarnings } from '../steps/step-warnings.service.js';
import { AutomationEntity, type AutomationStatus } from './automation.entity.js';
import { AutomationVersionEntity } from './automation-version.entity.js';
import { AutomationLifecycle } from './automation-lifecycle.service.js';
import { toDocument, toSummary, toView, type AutomationSummary, type AutomationView } from './automation-view.js';
import { DocumentRefs } from './document-refs.js';
import { DocumentSecrets } from './document-secrets.service.js';

export interface AutomationFilter {
  readonly limit: number;
  /** Only those with a smaller id: the next page. */
  readonly before: number | null;
  readonly status?: AutomationStatus | undefined;
  readonly search?: string | undefined;
  /** '' for those in no folder. */
  readonly folder?: string | undefined;
}

export interface AutomationFolder extends Folder, Record<string, unknown> {
  readonly automations: number;
}

const FOLDERS = foldersOf('automations', 'automations', `status <> 'archived'`);

/** How a document is saved. */
export interface SaveOptions {
  /** Keep it even with problems, which then come with the answer: a draft that somebody is at work on. */
  readonly incomplete?: boolean | undefined;
}

// Counted by the partial index on those under way.
const ACTIVE = `
  SELECT automation_id AS id, count(*)::int AS n FROM enrolments
  WHERE automation_id = ANY($1::bigint[]) AND state = 'active' AND NOT test GROUP BY automation_id`;

/** Drafts of automations: made, listed, edited, thrown away. */
@Injectable()
export class AutomationsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(DefinitionChecker) private readonly checker: DefinitionChecker,
    @Inject(DocumentRefs) private readonly refs: DocumentRefs,
    @Inject(DocumentSecrets) private readonly secrets: DocumentSecrets,
    @Inject(AutomationLifecycle) private readonly lifecycle: AutomationLifecycle,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
    @Inject(StepWarnings) private readonly stepWarnings: StepWarnings,
  ) {}

  /** Newest first; archived ones only when asked for. */
  async list({ limit, before, status, search, folder }: AutomationFilter): Promise<AutomationSummary[]> {
    const rows = await this.db.dataSource.getRepository(AutomationEntity).find({
      where: {
        status: status ?? Not('archived'),
        ...(before === null ? {} : { id: LessThan(before) }),
        ...(folder === undefined ? {} : { folder: folder === '' ? IsNull() : folder }),
        ...(search ? { name: ILike(`%${search.replaceAll(/[\\%_]/g, '\\$&')}%`) } : {}),
      },
      order: { id: 'DESC' },
      take: limit,
    });
    const active = await this.countActive(rows.map(({ id }) => id));
    return rows.map((row) => toSummary(row, active.get(row.id) ?? 0));
  }

  /** By name, with how many are in each that are not archived. */
  async folders(): Promise<AutomationFolder[]> {
    return this.db.query<AutomationFolder>(FOLDERS);
  }

  async get(id: number): Promise<AutomationView> {
    return toView(await this.find(id));
  }

  /** How it does; every step of the draft is listed, and those of earlier versions that somebody passed. */
  async report(id: number): Promise<AutomationReport> {
    const { draft, publishedVersion } = await this.find(id);
    const published = await this.db.dataSource
      .getRepository(AutomationVersionEntity)
      .findOne({ where: { automationId: id, version: publishedVersion ?? 0 } });
    return readAutomationReport(this.db, {
      automationId: id,
      stepIds: Object.keys(draft.steps),
      valueFrom: (published?.definition ?? draft).goal?.value_from ?? null,
      base: (await this.settings.get()).currency,
    });
  }

  /** Saves a new draft; an answer of the API is taken for the document in it. Throws `automation.invalid` with every wrong path. */
  async create(document: unknown, by: Actor | null, options: SaveOptions = {}): Promise<AutomationView> {
    const found = await this.inspect(toDocument(document), options);
    const saved = await this.db.transaction((tx) => this.insert(tx, found, by));
    return toView(saved, await this.findingsOf(found, options));
  }

  /** Saves a new draft beside what the same transaction has made and the document names. Throws `automation.invalid`. */
  async createWithin(tx: Tx, document: unknown, by: Actor | null): Promise<AutomationView> {
    const checked = await this.checker.check(document, tx);
    const found = { document: checked.document, checked, problems: [] };
    return toView(await this.insert(tx, found, by), { warnings: found.checked.warnings });
  }

  /** A draft like the draft of another, with a name of its own, finished or not. */
  async duplicate(id: number, name: string | null, by: Actor | null): Promise<AutomationView> {
    const { draft } = await this.find(id);
    return this.create({ ...draft, name: name ?? copyName(draft.name) }, by, { incomplete: true });
  }

  /**
   * Replaces the members of the document that are given; null takes an optional one away. What runs stays as it was
   * published. Throws `document.stale` when another version is stored than the one that the edit is based on.
   */
  async update(
    id: number,
    changes: Readonly<Record<string, unknown>>,
    basedOn: number | null,
    by: Actor | null,
    options: SaveOptions = {},
  ): Promise<AutomationView> {
    const before = await this.find(id);
    const merged = Object.entries({ ...before.draft, ...changes }).filter(([, value]) => value !== null);
    return this.save(before, { start: null, ...Object.fromEntries(merged) }, { basedOn, by, ...options });
  }

  /** Replaces the whole document; an answer of the API is taken for the document in it. */
  async replace(
    id: number,
    document: unknown,
    basedOn: number | null,
    by: Actor | null,
    options: SaveOptions = {},
  ): Promise<AutomationView> {
    return this.save(await this.find(id), toDocument(document), { basedOn, by, ...options });
  }

  /** Removes a draft that never ran. One that has run is archived: its runs and mails refer to it. */
  async remove(id: number, basedOn: number | null, by: Actor | null): Promise<void> {
    const { publishedVersion, version } = await this.find(id);
    if (basedOn !== null && basedOn !== version) throw new DomainError('document.stale');
    if (publishedVersion !== null) {
      await this.lifecycle.archive(id, by);
      return;
    }
    await this.db.transaction(async (tx) => {
      const { affected } = await tx.manager.delete(AutomationEntity, { id, status: 'draft' });
      if (!affected) throw new DomainError('automation.not_found');
      await this.refs.remove(tx, id);
      await this.audit.write(tx, by, 'automation.deleted', { kind: 'automation', id });
    });
  }

  private async insert(tx: Tx, found: InspectedDefinition, by: Actor | null): Promise<AutomationEntity> {
    const entity = tx.manager.create(AutomationEntity, {
      name: found.document.name,
      folder: found.document.folder ?? null,
      draft: found.document,
      createdBy: by?.kind === 'user' ? by.id : null,
      createdAt: this.clock.now(),
      updatedAt: this.clock.now(),
    });
    await tx.manager.save(entity);
    if (found.checked) await this.refs.write(tx, entity.id, found.checked.automation);
    await this.audit.write(tx, by, 'automation.created', { kind: 'automation', id: entity.id });
    return entity;
  }

  private async countActive(ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const rows = await this.db.query<{ id: number; n: number }>(ACTIVE, [ids]);
    return new Map(rows.map(({ id, n }) => [id, n]));
  }

  private async find(id: number): Promise<AutomationEntity> {
    const found = await this.db.dataSource.getRepository(AutomationEntity).findOne({ where: { id } });
    if (!found) throw new DomainError('automation.not_found');
    return found;
  }

  private async inspect(document: unknown, { incomplete = false }: SaveOptions): Promise<InspectedDefinition> {
    const found = incomplete ? await this.checker.inspect(document) : await this.refuseProblems(document);
    return { ...found, document: await this.secrets.seal(found.document) };
  }

  private async refuseProblems(document: unknown): Promise<InspectedDefinition> {
    const checked = await this.checker.check(document);
    return { document: checked.document, checked, problems: [] };
  }

  private async save(
    before: AutomationEntity,
    document: unknown,
    { basedOn, by, ...options }: SaveOptions & { basedOn: number | null; by: Actor | null },
  ): Promise<AutomationView> {
    const found = await this.inspect(document, options);
    if (before.status === 'archived') throw new DomainError('automation.archived');
    if (basedOn !== null && basedOn !== before.version) throw new DomainError('document.stale');
    const after = await this.db.transaction(async (tx) => {
      const saved = await this.writeDraft(tx, before, found.document);
      // What a draft with problems names is not known for certain: what it named before stays until it is sound.
      if (found.checked) await this.refs.write(tx, before.id, found.checked.automation);
      await this.audit.write(tx, by, 'automation.changed', { kind: 'automation', id: before.id });
      return saved;
    });
    return toView(after, await this.findingsOf(found, options));
  }

  private async findingsOf({ checked, problems }: InspectedDefinition, { incomplete = false }: SaveOptions = {}) {
    const ofSteps = checked ? await this.stepWarnings.find(checked.automation) : [];
    return { warnings: [...(checked?.warnings ?? []), ...ofSteps], ...(incomplete ? { problems } : {}) };
  }

  /** The version that was read stands in the WHERE: of two edits at once, the second is told that it is stale. */
  private async writeDraft(tx: Tx, before: AutomationEntity, draft: AutomationDocument): Promise<AutomationEntity> {
    const beside = { name: draft.name, folder: draft.folder ?? null };
    const changes = { ...beside, draft, version: before.version + 1, updatedAt: this.clock.now() };
    const where = { id: before.id, version: before.version };
    // TypeORM types jsonb columns as deep partials, which a record of unknown members does not fit.
    const { affected } = await tx.manager.update(AutomationEntity, where, changes as never);
    if (!affected) throw new DomainError('document.stale');
    return Object.assign(before, changes);
  }
}
