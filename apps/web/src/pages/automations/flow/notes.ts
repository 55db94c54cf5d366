import type { AutomationDocument } from '../../../api/automations';
import type { Point } from './layout';

/** A word to colleagues on the canvas, which belongs to no step. */
export interface CanvasNote extends Point {
  id: string;
  text: string;
  /** `#rrggbb`. */
  color: string;
}

export function notesOf(document: AutomationDocument): CanvasNote[] {
  return (document['notes'] as CanvasNote[] | undefined) ?? [];
}

function withNotes(document: AutomationDocument, notes: CanvasNote[]): AutomationDocument {
  const { notes: _before, ...rest } = document;
  return notes.length === 0 ? rest : { ...document, notes };
}

/** Puts an empty note on the canvas; its id is one that no note has. */
export function addNote(document: AutomationDocument, { x, y }: Point, color: string) {
  const notes = notesOf(document);
  const taken = new Set(notes.map(({ id }) => id));
  let number = notes.length + 1;
  while (taken.has(`n${number}`)) number += 1;
  const note = { id: `n${number}`, text: '', color, x: Math.round(x), y: Math.round(y) };
  return { document: withNotes(document, [...notes, note]), id: note.id };
}

export function changeNote(
  document: AutomationDocument,
  id: string,
  change: Partial<Omit<CanvasNote, 'id'>>,
): AutomationDocument {
  return withNotes(
    document,
    notesOf(document).map((note) => (note.id === id ? { ...note, ...change } : note)),
  );
}

export function removeNote(document: AutomationDocument, id: string): AutomationDocument {
  return withNotes(
    document,
    notesOf(document).filter((note) => note.id !== id),
  );
}
