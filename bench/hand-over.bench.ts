import { GuardedHttpClient } from '#libs/kernel';
import { openTransport } from '#libs/delivery';
import { median, runBench, type BenchContext, type Measured } from './harness.js';
import { readUsage } from './process-usage.js';
import { freePort } from './product.js';
import { makeMail, makeMails } from './send/ready-mail.js';
import { SinkCounter } from './sink-counter.js';
import { runSmtpSource } from './smtp-source.js';

const RUNS = 3;
const LIMIT = 100;

/**
 * The last part of sending alone, in one process: fill the compiled message and hand it over, with no database and no
 * template. How far the benches of whole campaigns can get at most.
 */
await runBench({
  name: 'hand-over',
  unit: 'mails/s',
  defaultSize: 20_000,
  run: async (context) => {
    const sink = await SinkCounter.start(await freePort());
    try {
      return await measure(context, sink);
    } finally {
      await sink.stop();
    }
  },
});

async function measure({ size, note }: BenchContext, sink: SinkCounter): Promise<Measured> {
  const length = makeMail(0).raw.length;
  note(`mails of ${String(length)} bytes`);
  const ours: number[] = [];
  const bounds: number[] = [];
  for (let run = 1; run <= RUNS; run += 1) {
    ours.push(await handOver(sink, size));
    bounds.push(await runSmtpSource(sink, size, length));
    note(`run ${String(run)}: ${ours.at(-1)!.toFixed(0)}/s, bound ${bounds.at(-1)!.toFixed(0)}/s`);
  }
  note(`fill alone: ${fillAlone(size).toFixed(0)}/s`);
  return { value: median(ours), bound: median(bounds), usage: [await readUsage('bench', process.pid)] };
}

async function handOver(sink: SinkCounter, size: number): Promise<number> {
  const settings = { host: '127.0.0.1', port: sink.port };
  const transport = openTransport(
    { type: 'smtp', settings },
    { limit: LIMIT, hostname: 'bench.example', http: new GuardedHttpClient() },
  );
  const target = sink.mails + size;
  let sent = 0;
  const start = performance.now();
  await transport.send(makeMails(size), (_, { outcome }) => {
    if (outcome === 'sent') sent += 1;
  });
  await sink.waitFor(target);
  const seconds = (performance.now() - start) / 1000;
  await transport.close();
  if (sent !== size) throw new Error(`${String(sent)} of ${String(size)} mails were sent`);
  return size / seconds;
}

function fillAlone(size: number): number {
  const start = performance.now();
  for (let key = 0; key < size; key += 1) makeMail(key);
  return size / ((performance.now() - start) / 1000);
}
