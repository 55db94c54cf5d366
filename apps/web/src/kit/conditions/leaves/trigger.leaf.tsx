import type { LeafEditorProps, LeafKind } from '../leaf-kind';
import { isPropertyComplete, PropertyEditor } from './where-input';

function TriggerEditor({ leaf, onChange }: LeafEditorProps) {
  return <PropertyEditor leaf={leaf} onChange={(next) => onChange({ ...next, type: leaf.type })} />;
}

/** The event that enrolled: only in an automation. */
export const triggerLeaf: LeafKind = {
  Editor: TriggerEditor,
  blank: { property: '', op: 'is', value: '' },
  isComplete: isPropertyComplete,
  scopes: ['automation'],
};
