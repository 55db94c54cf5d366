import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createDataSource, Database, migrate, startEmbeddedPostgres } from '#libs/db';
import { migrateQueue } from '#libs/queue';
import { type ProcessUsage, SERVER } from './process-usage.js';
import { Product } from './product.js';

/** What a bench measured, in its own unit; a ratio of 1.0 is the bound, higher is better. */
export interface Measured {
  readonly value: number;
  readonly bound: number;
  readonly usage: readonly ProcessUsage[];
  readonly p50_ms?: number;
  readonly p95_ms?: number;
  readonly p99_ms?: number;
}

export interface BenchContext {
  readonly size: number;
  /** A database of the product's own settings, migrated and empty. */
  readonly databaseUrl: string;
  /** A line for the person who watches. */
  readonly note: (line: string) => void;
}

export interface Bench {
  readonly name: string;
  readonly unit: string;
  readonly defaultSize: number;
  run(context: BenchContext): Promise<Measured>;
}

/** Runs a bench as a program: `--size N`, `--json`; with `--json` the last line is the result as one JSON object. */
export async function runBench(bench: Bench): Promise<void> {
  const { values } = parseArgs({ options: { size: { type: 'string' }, json: { type: 'boolean' } } });
  const size = Number(values.size ?? bench.defaultSize);
  if (!Number.isSafeInteger(size) || size < 1) throw new Error('--size must be a whole number of at least 1');
  const note = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  note(`bench ${bench.name}, size ${String(size)}, ${String(cpus().length)} cores (${cpus()[0]?.model.trim() ?? ''})`);
  const measured = await onFreshDatabase((databaseUrl) => bench.run({ size, databaseUrl, note }));
  report(bench, size, measured, values.json ?? false, note);
}

async function onFreshDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tidings-bench-'));
  // As root the server runs as another user: where that one cannot enter, its data would go to a folder that stays.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    await migrate(server.url);
    await migrateQueue(server.url);
    return await work(server.url);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The product's processes and a connection of the bench's own to the same database. */
export async function withProduct<T>(
  databaseUrl: string,
  env: NodeJS.ProcessEnv,
  work: (product: Product, db: Database) => Promise<T>,
): Promise<T> {
  const dataSource = await createDataSource({ url: databaseUrl }).initialize();
  const product = await Product.start(databaseUrl, env);
  try {
    return await work(product, new Database(dataSource));
  } finally {
    await product.stop();
    await dataSource.destroy();
  }
}

function report(bench: Bench, size: number, measured: Measured, json: boolean, note: BenchContext['note']): void {
  const { value, bound, usage, ...latencies } = measured;
  const ratio = bound > 0 ? value / bound : 0;
  for (const { name, cpuS, peakMb } of usage) {
    note(`${name}: ${cpuS.toFixed(2)} s CPU, ${peakMb.toFixed(0)} MB at most`);
  }
  for (const [name, ms] of Object.entries(latencies)) note(`${name}: ${ms.toFixed(0)}`);
  note(`${value.toFixed(0)} ${bench.unit}; bound ${bound.toFixed(0)}; ratio ${ratio.toFixed(3)}`);
  // What the product needs beside its database.
  const own = usage.filter(({ name }) => name !== SERVER);
  const result = {
    name: bench.name,
    size,
    value: round(value),
    unit: bench.unit,
    bound: round(bound),
    ratio: round(ratio),
    rss_mb: round(Math.max(0, ...own.map(({ peakMb }) => peakMb))),
    ...Object.fromEntries(Object.entries(latencies).map(([name, ms]) => [name, round(ms)])),
  };
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** One run of ours and of the bound. */
export interface Pair {
  readonly ours: number;
  readonly bound: number;
}

/**
 * Measures ours and the bound in turn and gives the median of each. Who goes first changes from run to run: what
 * happens to the machine meanwhile, and what one leaves warm for the other, is shared by both.
 */
export async function interleave(
  runs: number,
  ours: () => Promise<number>,
  bound: () => Promise<number>,
): Promise<Pair> {
  const all: { ours: number[]; bound: number[] } = { ours: [], bound: [] };
  for (let run = 0; run < runs; run += 1) {
    if (run % 2 === 0) all.ours.push(await ours());
    all.bound.push(await bound());
    if (run % 2 === 1) all.ours.push(await ours());
  }
  return { ours: median(all.ours), bound: median(all.bound) };
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The smallest value that at least p of a hundred do not exceed. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * p) / 100) - 1)] ?? 0;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
