import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import { wantChanges } from '#libs/contacts';
import type { Tx } from '#libs/db';
import type { CheckedDefinition } from '../definition/definition-checker.js';
import { conditionsOf, referencesOf } from '../definition/reference-checker.js';

const REMOVE = `DELETE FROM document_refs WHERE from_kind = 'automation' AND from_id = $1`;

const WRITE = `
  INSERT INTO document_refs (from_kind, from_id, to_kind, to_key)
  SELECT DISTINCT 'automation', $1::bigint, kind, key FROM unnest($2::text[], $3::text[]) AS ref (kind, key)
  ON CONFLICT DO NOTHING`;

/** A narrower kind names a document of the wider one. */
const PLAIN: Readonly<Record<string, string>> = { 'static segment': 'segment', 'date field': 'field' };

/** Who an automation's draft names, for "used by" of templates, segments and topics. */
@Injectable()
export class DocumentRefs {
  constructor(@Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator) {}

  async write(tx: Tx, automationId: number, { automation }: CheckedDefinition): Promise<void> {
    const summaries = await Promise.all(conditionsOf(automation).map((tree) => this.conditions.summarise(tree)));
    const own = referencesOf(automation).map(({ kind, key }) => ({
      kind: PLAIN[kind] ?? kind,
      key,
    }));
    const refs = [...own, ...summaries.flatMap(({ references }) => references)];
    // Its runs wait for what these conditions read, once it is published.
    await wantChanges(tx, [...new Set(summaries.flatMap(({ reads }) => reads))]);
    await tx.execute(REMOVE, [automationId]);
    await tx.execute(WRITE, [automationId, refs.map(({ kind }) => kind), refs.map(({ key }) => key)]);
  }

  async remove(tx: Tx, automationId: number): Promise<void> {
    await tx.execute(REMOVE, [automationId]);
  }
}
