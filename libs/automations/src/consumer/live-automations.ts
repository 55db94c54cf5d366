import { Inject, Injectable } from '@nestjs/common';
import type { Queryable } from '#libs/db';
import type { CompiledTrigger } from '../definition/compile-automation.js';
import { CompiledVersions, type CompiledVersion } from '../registry/compiled-versions.js';

export interface LiveTrigger {
  readonly version: CompiledVersion;
  readonly trigger: CompiledTrigger;
}

type Index = ReadonlyMap<string, readonly LiveTrigger[]>;

const LIVE = `
  SELECT id, published_version AS version FROM automations
  WHERE status = 'live' AND published_version IS NOT NULL ORDER BY id`;

interface LiveRow {
  readonly id: number;
  readonly version: number;
}

/** The triggers of all live automations by the dimension that they look at. */
@Injectable()
export class LiveAutomations {
  private cached: { readonly signature: string; readonly index: Index } = { signature: '', index: new Map() };

  constructor(@Inject(CompiledVersions) private readonly versions: CompiledVersions) {}

  /** Asked for every batch, so that publishing and pausing count from their commit on. */
  async triggersByDimension(on: Queryable): Promise<Index> {
    const rows = await on.query<LiveRow & Record<string, unknown>>(LIVE);
    const signature = rows.map(({ id, version }) => `${String(id)}:${String(version)}`).join(' ');
    if (signature !== this.cached.signature) this.cached = { signature, index: await this.build(on, rows) };
    return this.cached.index;
  }

  private async build(on: Queryable, rows: readonly LiveRow[]): Promise<Index> {
    const index = new Map<string, LiveTrigger[]>();
    for (const { id, version: number } of rows) {
      const version = await this.versions.load(on, id, number);
      for (const trigger of version.automation.triggers) {
        for (const dimension of trigger.definition.dimensions(trigger.params)) {
          index.set(dimension, [...(index.get(dimension) ?? []), { version, trigger }]);
        }
      }
    }
    return index;
  }
}
