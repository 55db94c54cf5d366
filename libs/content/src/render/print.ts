import type { SlotName } from '../syntax/mark.js';
import type { CompileScope } from './compile-scope.js';
import type { Rendering, Scope } from './output.js';

/** Prints something into a mail. */
export type Print = (run: Rendering, scope: Scope | null) => void;

/** What a document knows of its links and slots. */
export interface DocumentParts {
  link(index: number, scope: CompileScope | null): Print;
  url(value: string, use: 'link' | 'resource', scope: CompileScope | null): Print;
  slot(name: SlotName): Print;
}

/** For lines of text, which have neither. */
export const NO_PARTS: DocumentParts = { link: nothingHere, url: nothingHere, slot: nothingHere };

function nothingHere(): never {
  throw new Error('a line of text has no links and slots');
}
