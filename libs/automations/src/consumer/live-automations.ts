import { Inject, Injectable } from '@nestjs/common';
import type { Queryable } from '#libs/db';
import { sha256 } from '#libs/kernel';
import type { CompiledTrigger } from '../definition/compile-automation.js';
import { CompiledVersions, type CompiledVersion } from '../registry/compiled-versions.js';
import type { TriggerTiming } from '../timers/trigger-timing.js';

export interface LiveTrigger {
  readonly version: CompiledVersion;
  readonly trigger: CompiledTrigger;
}

type Index = ReadonlyMap<string, readonly LiveTrigger[]>;

/** A trigger that fires when time has passed, of an automation that has been published and may be paused. */
export interface TimedTrigger<Timing extends TriggerTiming = TriggerTiming> extends LiveTrigger {
  readonly timing: Timing;
  readonly digest: string;
  readonly publishedAt: Date;
}

interface Published {
  readonly index: Index;
  readonly all: readonly LiveTrigger[];
  readonly timed: readonly TimedTrigger[];
}

const PUBLISHED = `
  SELECT id, published_version AS version, status = 'live' AS live, published_at AS "publishedAt"
  FROM automations JOIN automation_versions ON automation_id = id AND automation_versions.version = published_version
  WHERE status IN ('live', 'paused') ORDER BY id`;

interface PublishedRow {
  readonly id: number;
  readonly version: number;
  readonly live: boolean;
  readonly publishedAt: Date;
}

/** The triggers of all live automations: by the dimension that they look at, and those that wait for a moment. */
@Injectable()
export class LiveAutomations {
  private cached: Published & { readonly signature: string } = {
    signature: '',
    index: new Map(),
    all: [],
    timed: [],
  };

  constructor(@Inject(CompiledVersions) private readonly versions: CompiledVersions) {}

  /** Asked for every batch, so that publishing and pausing count from their commit on. */
  async triggersByDimension(on: Queryable): Promise<Index> {
    return (await this.load(on)).index;
  }

  /** Paused ones too: their moments are kept up to date, and come when it is resumed. */
  async timedTriggers(on: Queryable): Promise<readonly TimedTrigger[]> {
    return (await this.load(on)).timed;
  }

  /** All of one type, paused ones too. */
  async triggersOf(on: Queryable, type: string): Promise<readonly LiveTrigger[]> {
    return (await this.load(on)).all.filter(({ trigger }) => trigger.definition.type === type);
  }

  private async load(on: Queryable): Promise<Published> {
    const rows = await on.query<PublishedRow & Record<string, unknown>>(PUBLISHED);
    const signature = rows.map(({ id, version, live }) => `${String(id)}:${String(version)}:${String(live)}`).join(' ');
    if (signature !== this.cached.signature) this.cached = { signature, ...(await this.build(on, rows)) };
    return this.cached;
  }

  private async build(on: Queryable, rows: readonly PublishedRow[]): Promise<Published> {
    const index = new Map<string, LiveTrigger[]>();
    const all: LiveTrigger[] = [];
    const timed: TimedTrigger[] = [];
    for (const { id, version: number, live, publishedAt } of rows) {
      const version = await this.versions.loadReadable(on, id, number);
      if (!version) continue;
      for (const trigger of version.automation.triggers) {
        const { timing } = trigger.definition;
        all.push({ version, trigger });
        if (timing) timed.push({ version, trigger, timing, digest: digestOf(trigger), publishedAt });
        for (const dimension of live ? trigger.definition.dimensions(trigger.params) : []) {
          index.set(dimension, [...(index.get(dimension) ?? []), { version, trigger }]);
        }
      }
    }
    return { index, all, timed };
  }
}

/** The same for the same type and parameters, whatever the version. Parameters stand in the order of their schema. */
export function digestOf({ definition, params }: CompiledTrigger): string {
  return sha256(JSON.stringify([definition.type, params]))
    .toString('base64url')
    .slice(0, 16);
}
