import { Inject, Injectable } from '@nestjs/common';
import type { Queryable } from '#libs/db';
import { CompiledVersions, type CompiledVersion, type Watch } from '../registry/compiled-versions.js';

// All versions that may have runs under way; a paused automation's goals and exits go on counting.
const VERSIONS = `
  SELECT automation_id AS "automationId", published.version FROM automation_versions published
  JOIN automations ON automations.id = automation_id
  WHERE status IN ('live', 'paused') ORDER BY automation_id, published.version`;

interface VersionRow {
  readonly automationId: number;
  readonly version: number;
}

/** Says which versions look out for a change: most changes concern nobody's goal, exit or wait. */
@Injectable()
export class WatchingVersions {
  constructor(@Inject(CompiledVersions) private readonly versions: CompiledVersions) {}

  /** Asked for every batch, so that a version counts from its commit on. */
  async concernedBy(on: Queryable, dimensions: ReadonlySet<string>): Promise<CompiledVersion[]> {
    const concerned: CompiledVersion[] = [];
    for (const row of await on.query<VersionRow & Record<string, unknown>>(VERSIONS)) {
      const version = await this.versions.loadReadable(on, row.automationId, row.version);
      if (version && looksOut(version, dimensions)) concerned.push(version);
    }
    return concerned;
  }
}

function looksOut(version: CompiledVersion, dimensions: ReadonlySet<string>): boolean {
  if (version.unsubscribe !== null && dimensions.has(version.unsubscribe)) return true;
  return [version.goal, version.exit, ...version.waits.values()].some((watch) => watch && reads(watch, dimensions));
}

/** Whether one of these changes can turn what is watched. */
export function reads(watch: Watch, dimensions: ReadonlySet<string> = new Set()): boolean {
  return [...dimensions].some((dimension) => watch.reads.has(dimension));
}
