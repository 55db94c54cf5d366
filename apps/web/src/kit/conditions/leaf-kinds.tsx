import { useRegistry } from '../../api/registry';
import type { RegistryEntry } from '../../api/registry';
import { SchemaForm } from '../schema-form/schema-form';
import type { Leaf } from './condition';
import type { ConditionScope, LeafEditorProps, LeafKind } from './leaf-kind';
import { consentLeaf } from './leaves/consent.leaf';
import { emailLeaf } from './leaves/email.leaf';
import { eventLeaf } from './leaves/event.leaf';
import { fieldLeaf } from './leaves/field.leaf';
import { geoLeaf } from './leaves/geo.leaf';
import { sampleLeaf } from './leaves/sample.leaf';
import { segmentLeaf } from './leaves/segment.leaf';
import { sequenceLeaf } from './leaves/sequence.leaf';
import { tagLeaf } from './leaves/tag.leaf';
import { triggerLeaf } from './leaves/trigger.leaf';

/** Kinds with inputs in one line. All others are drawn from their schema. */
const DRAWN_BY_HAND: Record<string, LeafKind> = {
  field: fieldLeaf,
  tag: tagLeaf,
  segment: segmentLeaf,
  event: eventLeaf,
  email: emailLeaf,
  consent: consentLeaf,
  sequence: sequenceLeaf,
  geo: geoLeaf,
  sample: sampleLeaf,
  trigger: triggerLeaf,
};

function SchemaEditor({ leaf, onChange }: LeafEditorProps) {
  const entry = useRegistry('conditions').data?.find(({ type }) => type === leaf.type);
  if (!entry) return null;
  const { type, ...parameters } = leaf;
  return <SchemaForm schema={entry.schema} value={parameters} onChange={(next) => onChange({ ...next, type })} />;
}

const drawnFromSchema: LeafKind = { Editor: SchemaEditor, blank: {}, isComplete: () => true };

export function leafKind(type: string): LeafKind {
  return DRAWN_BY_HAND[type] ?? drawnFromSchema;
}

/** The kinds of conditions that this installation has and that make sense here. */
export function kindsFor(entries: RegistryEntry[] | undefined, scope: ConditionScope): RegistryEntry[] {
  return (entries ?? []).filter(({ type }) => leafKind(type).scopes?.includes(scope) ?? true);
}

export function blankLeaf(type: string): Leaf {
  return { type, ...structuredClone(leafKind(type).blank) };
}
