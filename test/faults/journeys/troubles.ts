import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import type { Installation } from '../../support/installation.js';
import type { KillableDatabase } from '../../support/killable-database.js';

/** Parts of the world that can break. */
export interface Breakable {
  readonly installation: Installation;
  readonly database: KillableDatabase;
  readonly loseQueue: () => Promise<void>;
  /** Resolves when a neighbour has something and has not answered, or after so long. */
  readonly somethingOnItsWay: (withinMs: number) => Promise<void>;
}

interface Lengths {
  /** The longest time between two troubles. */
  readonly gapMs: number;
  readonly databaseAwayMs: number;
  /** How long a stopped worker stands still. Shorter than a lease, leases are made to end meanwhile. */
  readonly stillMs: number;
}

const LEASE_MS = 60_000;
const API_AWAY_MS = 500;
const BUSY_WITHIN_MS = 3_000;

/** What can happen to an installation, one thing after the other, in an order and at moments that chance decides. */
export class Troubles {
  /** How often a process or the database ended in the middle of its work. */
  cuts = 0;
  constructor(
    private readonly world: Breakable,
    private readonly random: () => number,
    private readonly lengths: Lengths,
  ) {}

  /**
   * Every kind once, in any order, then all workers at once, and again until it is over. In the end nobody is left who
   * could hold a lease for work that was cut off.
   */
  async happenUntil(isOver: () => boolean): Promise<void> {
    for (let round = 1; round === 1 || !isOver(); round += 1) {
      for (const happen of this.shuffle(this.kinds())) {
        if (round > 1 && isOver()) break;
        await pause(this.random() * this.lengths.gapMs);
        await happen();
      }
      await this.replaceAllWorkers();
    }
  }

  private kinds(): (() => Promise<void>)[] {
    return [
      () => this.killWorker(),
      () => this.killApi(),
      () => this.killDatabase(),
      () => this.world.loseQueue(),
      () => this.stopWorker(),
    ];
  }

  /** All at once, when it costs most, and two others in the same moment. */
  private async replaceAllWorkers(): Promise<void> {
    await this.world.somethingOnItsWay(BUSY_WITHIN_MS);
    await Promise.all([...this.world.installation.workers].map((worker) => this.kill(worker)));
    await this.endLeases();
    await Promise.all([this.world.installation.startWorker(), this.world.installation.startWorker()]);
  }

  private async killWorker(): Promise<void> {
    await this.kill(this.anyWorker());
    await this.world.installation.startWorker();
  }

  private async killApi(): Promise<void> {
    await this.world.installation.endApi('SIGKILL');
    await pause(API_AWAY_MS);
    await this.world.installation.startApi();
  }

  private async killDatabase(): Promise<void> {
    this.cuts += this.world.installation.workers.size;
    await this.world.database.kill(this.random() * this.lengths.databaseAwayMs);
  }

  /** Stands still while all others go and come, and then goes on with what it had in its hands. */
  private async stopWorker(): Promise<void> {
    const stopped = this.anyWorker();
    stopped.kill('SIGSTOP');
    this.cuts += 1;
    try {
      const others = [...this.world.installation.workers].filter((worker) => worker !== stopped);
      await Promise.all(others.map((worker) => this.kill(worker)));
      await this.endLeases();
      await this.world.installation.startWorker();
      await pause(this.lengths.stillMs);
    } finally {
      stopped.kill('SIGCONT');
    }
  }

  private async kill(worker: ChildProcess): Promise<void> {
    const ended = once(worker, 'exit');
    worker.kill('SIGKILL');
    await ended;
    this.cuts += 1;
  }

  /** To be called when nobody is left that could renew one. */
  private async endLeases(): Promise<void> {
    if (this.lengths.stillMs > LEASE_MS) return;
    const { db } = this.world.database;
    await db.execute(`UPDATE message_owners SET lease_until = now() - interval '1 s'`);
    await db.execute(`UPDATE webhook_deliveries SET lease_until = now() - interval '1 s' WHERE state = 'sending'`);
  }

  private anyWorker(): ChildProcess {
    const [worker] = this.shuffle([...this.world.installation.workers]);
    if (!worker) throw new Error('All workers have ended by themselves');
    return worker;
  }

  private shuffle<T>(list: readonly T[]): T[] {
    return list
      .map((item) => ({ item, at: this.random() }))
      .sort((one, other) => one.at - other.at)
      .map(({ item }) => item);
  }
}
