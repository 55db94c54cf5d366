import type { ComponentType } from 'react';

import type { Leaf } from './condition';

/** Where a condition stands: what happened "since entry" exists in an automation alone. */
export type ConditionScope = 'segment' | 'automation';

export interface LeafEditorProps {
  leaf: Leaf;
  onChange: (leaf: Leaf) => void;
  scope: ConditionScope;
}

/** How the builder treats one kind of condition. */
export interface LeafKind {
  Editor: ComponentType<LeafEditorProps>;
  /** What a new one begins with. */
  blank: Omit<Leaf, 'type'>;
  /** Whether it can be asked about. */
  isComplete: (leaf: Leaf) => boolean;
  /** Left out of segments when it only makes sense in an automation. */
  scopes?: ConditionScope[];
}
