import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { migrate, startEmbeddedPostgres } from '#libs/db';
import { migrateQueue } from '#libs/queue';
import type { ProcessUsage } from './process-usage.js';

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

function report(bench: Bench, size: number, measured: Measured, json: boolean, note: BenchContext['note']): void {
  const { value, bound, usage, ...latencies } = measured;
  const ratio = bound > 0 ? value / bound : 0;
  for (const { name, cpuS, peakMb } of usage) {
    note(`${name}: ${cpuS.toFixed(2)} s CPU, ${peakMb.toFixed(0)} MB at most`);
  }
  note(`${value.toFixed(0)} ${bench.unit}; bound ${bound.toFixed(0)}; ratio ${ratio.toFixed(3)}`);
  const result = {
    name: bench.name,
    size,
    value: round(value),
    unit: bench.unit,
    bound: round(bound),
    ratio: round(ratio),
    rss_mb: round(Math.max(0, ...usage.map(({ peakMb }) => peakMb))),
    ...latencies,
  };
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
