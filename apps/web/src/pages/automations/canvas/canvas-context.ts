import { createContext, use } from 'react';

import type { AutomationDocument, AutomationReport } from '../../../api/automations';
import type { Spot } from '../flow/ways';
import type { FlowEdits } from '../use-flow-edits';

/** What somebody did on the way through, to be shown on the canvas. */
export interface Walk {
  steps: ReadonlySet<string>;
  /** Ids of lines. */
  lines: ReadonlySet<string>;
  /** Where the walk stands now. */
  at: string | null;
}

export interface Canvas {
  document: AutomationDocument;
  report: AutomationReport | undefined;
  /** The step whose panel is open. */
  selected: string | null;
  /** Steps with something to correct. */
  problems: ReadonlySet<string>;
  warnings: ReadonlySet<string>;
  readOnly: boolean;
  edits: FlowEdits;
  walk: Walk | undefined;
  onOpen: (id: string) => void;
  onInsert: (spot: Spot) => void;
  onOpenNote: (id: string) => void;
}

/** What changes while somebody works on the canvas itself. */
export interface CanvasHands {
  /** The step that the arrow keys stand on. */
  focused: string;
  onFocus: (id: string) => void;
  /** The line that a dragged step would be put on. */
  dropAt: string | null;
}

const CanvasContext = createContext<(Canvas & CanvasHands) | null>(null);

export const CanvasProvider = CanvasContext;

export function useCanvas(): Canvas & CanvasHands {
  const canvas = use(CanvasContext);
  if (!canvas) throw new Error('The canvas is missing');
  return canvas;
}
