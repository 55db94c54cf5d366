import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator, type ConditionSummary } from '#libs/conditions';
import { wantChanges } from '#libs/contacts';
import { isConnectionError, sqlState, type Tx } from '#libs/db';
import { DomainError } from '#libs/kernel';
import type { AutomationDocument } from '../definition/automation-definition.js';
import { compileAutomation, type CompiledAutomation } from '../definition/compile-automation.js';
import { conditionsOf, referencesOf } from '../definition/reference-checker.js';
import { AutomationRegistry } from '../registry/automation-registry.js';

const REMOVE = `DELETE FROM document_refs WHERE from_kind = 'automation' AND from_id = $1`;

const WRITE = `
  INSERT INTO document_refs (from_kind, from_id, to_kind, to_key)
  SELECT DISTINCT 'automation', $1::bigint, kind, key FROM unnest($2::text[], $3::text[]) AS ref (kind, key)
  ON CONFLICT DO NOTHING`;

const IN_USE = `
  SELECT definition FROM automation_versions
  WHERE automation_id = $1 AND (in_use OR version = (SELECT published_version FROM automations WHERE id = $1))`;

// Those under way are not counted by version in any index, so it is looked at when a version is published, which
// counts them anyhow, and not with each edit; once for all versions.
const MARK = `
  WITH standing AS MATERIALIZED (
    SELECT DISTINCT version FROM enrolments WHERE automation_id = $1 AND state IN ('active', 'stuck'))
  UPDATE automation_versions
  SET in_use = EXISTS (SELECT FROM standing WHERE standing.version = automation_versions.version)
  WHERE automation_id = $1`;
const LEFT = 'SELECT definition FROM automation_versions WHERE automation_id = $1 AND in_use AND version <> $2';

interface Published extends Record<string, unknown> {
  readonly definition: AutomationDocument;
}

/** An administrator may cut it off at once: what a running version would send there is skipped, and says so. */
const DISPENSABLE = 'webhook endpoint';

/** What a document names, and what its conditions read. */
interface Names {
  readonly references: readonly { readonly kind: string; readonly key: string }[];
  readonly reads: readonly string[];
}

/** A narrower kind names a document of the wider one. */
const PLAIN: Readonly<Record<string, string>> = { 'static segment': 'segment', 'date field': 'field' };

/**
 * What an automation names, for "used by" of templates, segments, fields and topics: its draft, the version that runs,
 * and earlier ones in which somebody was left under way.
 */
@Injectable()
export class DocumentRefs {
  constructor(
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
    @Inject(AutomationRegistry) private readonly registry: AutomationRegistry,
  ) {}

  /** With the draft as it is saved now. */
  async write(tx: Tx, automationId: number, draft: CompiledAutomation): Promise<void> {
    await this.replace(tx, automationId, draft, await tx.query<Published>(IN_USE, [automationId]));
  }

  /** In the transaction that makes the draft a version, once everybody who moves has moved. */
  async writePublished(tx: Tx, automationId: number, version: number, draft: CompiledAutomation): Promise<void> {
    await tx.execute(MARK, [automationId]);
    await this.replace(tx, automationId, draft, await tx.query<Published>(LEFT, [automationId, version]));
  }

  async remove(tx: Tx, automationId: number): Promise<void> {
    await tx.execute(REMOVE, [automationId]);
  }

  private async replace(
    tx: Tx,
    automationId: number,
    draft: CompiledAutomation,
    versions: readonly Published[],
  ): Promise<void> {
    const all = [await this.namesOf(tx, draft)];
    for (const { definition } of versions) all.push(await this.namesOfVersion(tx, definition));
    const refs = all.flatMap(({ references }) => references);
    // Its runs wait for what these conditions read, once it is published.
    await wantChanges(tx, [...new Set(all.flatMap(({ reads }) => reads))]);
    await tx.execute(REMOVE, [automationId]);
    await tx.execute(WRITE, [automationId, refs.map(({ kind }) => kind), refs.map(({ key }) => key)]);
  }

  private async namesOf(tx: Tx, automation: CompiledAutomation): Promise<Names> {
    const summaries: ConditionSummary[] = [];
    // One after the other: a transaction has one connection.
    for (const tree of conditionsOf(automation)) summaries.push(await this.conditions.summarise(tree, tx));
    const own = referencesOf(automation).map(({ kind, key }) => ({ kind: PLAIN[kind] ?? kind, key }));
    return {
      references: [...own, ...summaries.flatMap(({ references }) => references)],
      reads: summaries.flatMap(({ reads }) => reads),
    };
  }

  /** A version that can't be read any more names nothing, and must not keep the draft that mends it from being saved. */
  private async namesOfVersion(tx: Tx, definition: AutomationDocument): Promise<Names> {
    try {
      const { references, reads } = await this.namesOf(tx, compileAutomation(definition, this.registry));
      return { references: references.filter(({ kind }) => kind !== DISPENSABLE), reads };
    } catch (error) {
      if (isConnectionError(error) || (!(error instanceof DomainError) && sqlState(error) !== undefined)) throw error;
      return { references: [], reads: [] };
    }
  }
}
