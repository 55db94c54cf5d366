import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '#libs/accounts';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { Ledger, WebhookOutbox } from '#libs/ledger';
import { Signals } from '#libs/queue';
import { executedPart } from '../definition/automation-definition.js';
import { sendRulesOf, type SendRules } from '../definition/compile-automation.js';
import { DefinitionChecker, requireComplete, type CheckedDefinition } from '../definition/definition-checker.js';
import { ReferenceChecker } from '../definition/reference-checker.js';
import { TopicIds } from '../definition/topic-ids.js';
import { parseMigration, RunMigration } from '../publishing/run-migration.service.js';
import { StepWarnings } from '../steps/step-warnings.service.js';
import { AutomationEntity, type AutomationStatus } from './automation.entity.js';
import { AutomationVersionEntity } from './automation-version.entity.js';
import { toView, type AutomationView } from './automation-view.js';
import { DocumentRefs } from './document-refs.js';

// jsonb compares by value: publishing what is published already makes no version.
const ADD_VERSION = `
  INSERT INTO automation_versions (automation_id, version, definition, published_by, published_at)
  SELECT id, coalesce((SELECT max(version) FROM automation_versions WHERE automation_id = $1), 0) + 1, $4, $2, $3
  FROM automations
  WHERE id = $1 AND $4::jsonb IS DISTINCT FROM (SELECT definition FROM automation_versions
    WHERE automation_id = $1 AND version = automations.published_version)
  RETURNING version`;

// Everybody who is under way leaves: nothing of an archived automation may run again.
const END_RUNS = `
  UPDATE enrolments SET state = 'exited', exit_reason = 'archived', ended_at = $2, due_at = NULL, held_until = NULL
  WHERE automation_id = $1 AND state IN ('active', 'stuck')`;

const RESTORED = 'automation.restored';

/** Draft → live ⇄ paused → archived → paused or draft. Every call is idempotent: what is so already stays so. */
@Injectable()
export class AutomationLifecycle {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(DefinitionChecker) private readonly checker: DefinitionChecker,
    @Inject(ReferenceChecker) private readonly references: ReferenceChecker,
    @Inject(TopicIds) private readonly topics: TopicIds,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(WebhookOutbox) private readonly webhooks: WebhookOutbox,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(RunMigration) private readonly migration: RunMigration,
    @Inject(DocumentRefs) private readonly refs: DocumentRefs,
    @Inject(StepWarnings) private readonly stepWarnings: StepWarnings,
  ) {}

  /**
   * Makes the draft a version and lets it run. Runs under way stay on theirs, but for those at steps for which `migrate`
   * says otherwise. Throws `automation.invalid`, and `document.stale` when the draft is another than was looked at.
   */
  async publish(
    id: number,
    by: Actor | null,
    { migrate, basedOn = null }: { migrate?: unknown; basedOn?: number | null } = {},
  ): Promise<AutomationView> {
    const choices = parseMigration(migrate);
    const draft = await this.db.dataSource.getRepository(AutomationEntity).findOne({ where: { id } });
    if (!draft) throw new DomainError('automation.not_found');
    if (basedOn !== null && basedOn !== draft.version) throw new DomainError('document.stale');
    const checked = await this.checkForPublish(draft);
    const warnings = [...checked.warnings, ...(await this.stepWarnings.find(checked.automation))];
    const published = await this.change(id, 'automation.published', by, async (tx, entity) => {
      // An edit that came in between has not been checked.
      if (entity.version !== draft.version) throw new DomainError('document.stale');
      const [added] = await tx.query<{ version: number }>(ADD_VERSION, [
        ...[id, userOf(by), this.clock.now(), JSON.stringify(executedPart(entity.draft))],
      ]);
      await this.setSource(tx, id, 'active', checked.automation.sends);
      const version = added?.version ?? entity.publishedVersion ?? 0;
      const runs = { to: version, document: checked.document, choices, now: this.clock.now() };
      await this.migration.migrate(tx, id, runs);
      await this.refs.writePublished(tx, id, version, checked.automation);
      return { status: 'live', publishedVersion: version };
    });
    return { ...published, warnings };
  }

  /** Nobody enters, no step runs, no mail leaves, until it is resumed. */
  async pause(id: number, by: Actor | null): Promise<AutomationView> {
    return this.change(id, 'automation.paused', by, async (tx, entity) => {
      requirePublished(entity);
      await this.setSource(tx, id, 'paused', await this.sendsOf(tx, entity));
      return { status: 'paused' };
    });
  }

  /** What fell due meanwhile runs now. */
  async resume(id: number, by: Actor | null): Promise<AutomationView> {
    return this.change(id, 'automation.resumed', by, async (tx, entity) => {
      requirePublished(entity);
      await this.setSource(tx, id, 'active', await this.sendsOf(tx, entity));
      return { status: 'live' };
    });
  }

  /** Ends what it does: runs end, mails that have not left are skipped. */
  async archive(id: number, by: Actor | null): Promise<AutomationView> {
    return this.change(id, 'automation.archived', by, async (tx, entity) => {
      await tx.execute(END_RUNS, [id, this.clock.now()]);
      if (entity.publishedVersion !== null) {
        await this.setSource(tx, id, 'ended', await this.sendsOf(tx, entity));
        await this.ledger.skipOpen(tx, { kind: 'automation', id }, 'automation.archived');
        await this.webhooks.skipOpen(tx, { kind: 'automation', id }, 'automation.archived', this.clock.now());
      }
      return { status: 'archived' };
    });
  }

  /** Back from the archive: paused, or a draft when it never ran. Who was in it stays out. Again is no error. */
  async restore(id: number, by: Actor | null): Promise<AutomationView> {
    return this.change(id, RESTORED, by, async (tx, entity) => {
      if (entity.status !== 'archived') return { status: entity.status };
      if (entity.publishedVersion === null) return { status: 'draft' };
      await this.setSource(tx, id, 'paused', await this.sendsOf(tx, entity));
      return { status: 'paused' };
    });
  }

  private async checkForPublish(draft: AutomationEntity): Promise<CheckedDefinition> {
    const checked = await this.checker.check(draft.draft);
    requireComplete(checked.automation);
    await this.references.requirePublishedTemplates(checked.automation);
    return checked;
  }

  /** One transaction under the row's lock: two calls at once come one after the other. */
  private async change(
    id: number,
    action: string,
    by: Actor | null,
    decide: (
      tx: Tx,
      entity: AutomationEntity,
    ) => Promise<{ status: AutomationStatus; publishedVersion?: number | null }>,
  ): Promise<AutomationView> {
    return this.db.transaction(async (tx) => {
      const lock = { mode: 'pessimistic_write' } as const;
      const entity = await tx.manager.findOne(AutomationEntity, { where: { id }, lock });
      if (!entity) throw new DomainError('automation.not_found');
      if (entity.status === 'archived' && action !== RESTORED) {
        if (action === 'automation.archived') return toView(entity);
        throw new DomainError('automation.archived');
      }
      const changes = { ...(await decide(tx, entity)), updatedAt: this.clock.now() };
      await tx.manager.update(AutomationEntity, { id }, changes);
      await this.audit.write(tx, by, action, { kind: 'automation', id });
      tx.afterCommit(() => {
        this.signals.signal('automations.run', {});
      });
      return toView(Object.assign(entity, changes));
    });
  }

  private async setSource(tx: Tx, id: number, state: 'active' | 'paused' | 'ended', sends: SendRules): Promise<void> {
    const topicId = await this.topics.find(tx, sends.topic);
    const { priority, quietHours } = sends;
    await this.ledger.setSource(tx, { kind: 'automation', id, state, topicId, priority, quietHours });
  }

  private async sendsOf(tx: Tx, entity: AutomationEntity): Promise<SendRules> {
    const where = { automationId: entity.id, version: entity.publishedVersion ?? 0 };
    const published = await tx.manager.findOneOrFail(AutomationVersionEntity, { where });
    return sendRulesOf(published.definition);
  }
}

function requirePublished(entity: AutomationEntity): void {
  if (entity.publishedVersion === null) throw new DomainError('automation.not_published');
}

function userOf(by: Actor | null): number | null {
  return by?.kind === 'user' ? by.id : null;
}
