import type { Database } from '#libs/db';
import { median, runBench, withProduct, type BenchContext, type Measured } from './harness.js';
import { readServerUsage, type ProcessUsage } from './process-usage.js';
import { freePort, type Product } from './product.js';
import { prepareCampaign, seedReaders } from './send/seed.js';
import { signMails } from './send/sign-mails.js';
import { weighMail } from './send/weigh-mail.js';
import { SinkCounter } from './sink-counter.js';
import { runSmtpSource } from './smtp-source.js';

const RUNS = 3;
/** What a mail shall have on the wire, and how far from that it may be: the larger, the more is the relay's own work. */
const MAIL_BYTES = 14 * 1024;
const TOLERANCE = 0.03;
/** A DKIM-Signature has at least so many. */
const SIGNATURE_BYTES = 400;

/**
 * A campaign to N contacts over one SMTP relay on loopback, from the call that starts it to the last mail counted at
 * the relay. The bound is postfix' smtp-source with as many mails of our mean size to the same smtp-sink, interleaved.
 * In the end once more with all mails signed, which is told beside it.
 */
await runBench({
  name: 'send',
  unit: 'mails/s',
  defaultSize: 20_000,
  run: async (context) => {
    const sink = await SinkCounter.start(await freePort());
    try {
      const env = { SMTP_URL: `smtp://127.0.0.1:${String(sink.port)}` };
      return await withProduct(context.databaseUrl, env, (product, db) => measure(context, db, product, sink));
    } finally {
      await sink.stop();
    }
  },
});

async function measure(context: BenchContext, db: Database, product: Product, sink: SinkCounter): Promise<Measured> {
  const { size, note } = context;
  await seedReaders(db, size);
  const template = await prepareCampaign(product);
  const length = await weighMail(product, template);
  if (Math.abs(length / MAIL_BYTES - 1) > TOLERANCE) throw new Error(`A mail has ${String(length)} bytes`);
  note(`${String(size)} readers, mails of ${String(length)} bytes`);
  const ours: number[] = [];
  const bounds: number[] = [];
  let usage: ProcessUsage[] = [];
  for (let run = 1; run <= RUNS; run += 1) {
    ours.push(await sendCampaign(product, sink, template, size));
    usage = [...(await product.usage()), await readServerUsage(db)];
    bounds.push(await runSmtpSource(sink, size, length));
    note(
      `run ${String(run)}: ${String(Math.round(ours.at(-1) ?? 0))}/s, bound ${String(Math.round(bounds.at(-1) ?? 0))}/s`,
    );
  }
  await signMails(product, db);
  const signed = await weighMail(product, template);
  if (signed < length + SIGNATURE_BYTES) throw new Error('The mails are not signed');
  const rate = await sendCampaign(product, sink, template, size);
  note(`signed by DKIM (RSA-2048): ${String(Math.round(rate))}/s`);
  return { value: median(ours), bound: median(bounds), usage };
}

async function sendCampaign(product: Product, sink: SinkCounter, template: number, size: number): Promise<number> {
  const { id } = await product.call('POST', '/campaigns', {
    name: 'Bench',
    template_id: template,
    topic: 'newsletter',
    audience: { everyone: true, reason: 'bench' },
  });
  const target = sink.mails + size;
  const start = performance.now();
  await product.call('POST', `/campaigns/${String(id)}/start`);
  await sink.waitFor(target);
  const seconds = (performance.now() - start) / 1000;
  for (let status = ''; status !== 'completed';) {
    ({ status } = await product.call<{ status: string }>('GET', `/campaigns/${String(id)}`));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return size / seconds;
}
