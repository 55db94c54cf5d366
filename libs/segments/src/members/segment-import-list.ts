import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { ImportList } from '#libs/contacts';
import type { Queryable, Tx } from '#libs/db';
import { StaticMembers } from './static-members.service.js';

const KIND = `SELECT kind FROM segments WHERE id = $1 AND archived_at IS NULL`;

/** Lets imports put their rows into a static segment. */
@Injectable()
export class SegmentImportList extends ImportList {
  constructor(
    @Inject(StaticMembers) private readonly members: StaticMembers,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
  ) {
    super();
  }

  override async refusal(on: Queryable, segmentId: number, role: string): Promise<string | null> {
    const { segment_editors: editors } = await this.settings.read(on);
    if (editors === 'administrators' && role !== 'administrator') return 'only administrators may alter segments here';
    const [segment] = await on.query<{ kind: string }>(KIND, [segmentId]);
    if (!segment) return `there is no segment ${segmentId}`;
    return segment.kind === 'static' ? null : 'follows from its condition; only a static segment takes rows';
  }

  override async add(tx: Tx, segmentId: number, contactIds: readonly number[], quiet: boolean): Promise<void> {
    await this.members.add(tx, segmentId, contactIds, { cause: 'import', quiet });
  }
}
