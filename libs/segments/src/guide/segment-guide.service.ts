import { Inject, Injectable } from '@nestjs/common';
import { DocumentNames } from '#libs/contacts';
import { Database } from '#libs/db';
import { readSegments, type SegmentView, type UsedSegment } from '../segment-view.js';
import { readUses } from '../uses/segment-uses.js';

const PAGE = 1000;

/** All segments in use with purpose, owner, size and use: what a newcomer reads first. */
@Injectable()
export class SegmentGuide {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(DocumentNames) private readonly names: DocumentNames,
  ) {}

  /** By folder, then name. */
  async read(): Promise<UsedSegment[]> {
    const found: SegmentView[] = [];
    for (let before: number | null = null; ;) {
      const page = await readSegments(this.db, { kind: null, search: null }, before, PAGE);
      found.push(...page);
      if (page.length < PAGE) break;
      before = page.at(-1)?.id ?? null;
    }
    const uses = await readUses(
      this.db,
      this.names,
      found.map(({ id }) => id),
    );
    return found
      .map((segment) => ({ ...segment, used_by: uses.get(segment.id) ?? [] }))
      .sort((a, b) => compare(a.folder ?? '', b.folder ?? '') || compare(a.name, b.name) || a.id - b.id);
  }
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { sensitivity: 'base' });
}
