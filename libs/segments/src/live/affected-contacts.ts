import type { ContactChange } from '#libs/contacts';
import type { LiveSegment } from './live-segments.js';

/** What changed about contacts: dimension → contact → whether every such change was quiet. */
export class AffectedContacts {
  private readonly byDimension = new Map<string, Map<number, boolean>>();

  constructor(changes: readonly ContactChange[]) {
    for (const { dimension, contactId, quiet } of changes) this.add(dimension, contactId, quiet);
  }

  add(dimension: string, contactId: number, quiet: boolean): void {
    const contacts = this.byDimension.get(dimension) ?? new Map<number, boolean>();
    this.byDimension.set(dimension, contacts);
    contacts.set(contactId, quiet && (contacts.get(contactId) ?? true));
  }

  /** The contacts to judge for a segment, each with whether all of its causes are quiet. */
  of({ id, reads }: LiveSegment): Map<number, boolean> {
    // A new contact may match whatever a condition reads; `judge` asks for this one segment.
    const dimensions = ['created', `judge:${String(id)}`, ...reads];
    const affected = new Map<number, boolean>();
    for (const dimension of dimensions) {
      for (const [contactId, quiet] of this.byDimension.get(dimension) ?? []) {
        affected.set(contactId, quiet && (affected.get(contactId) ?? true));
      }
    }
    return affected;
  }
}
