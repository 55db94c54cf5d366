import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Product } from '../product.js';

/** The size on the wire, in bytes, of the mail that one reader gets: a campaign of one, to a server that weighs it. */
export async function weighMail(product: Product, template: number): Promise<number> {
  let weighed: (size: number) => void;
  const size = new Promise<number>((resolve) => (weighed = resolve));
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
      stream.on('end', () => {
        weighed(bytes);
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  try {
    await sendToOne(product, template, (server.server.address() as AddressInfo).port);
    return await size;
  } finally {
    server.close();
  }
}

async function sendToOne(product: Product, template: number, port: number): Promise<void> {
  const transport = { type: 'smtp', settings: { host: '127.0.0.1', port } };
  const sender = await product.call('POST', '/senders', { name: 'Tidings', email: 'news@bench.example', transport });
  const { id } = await product.call('POST', '/campaigns', {
    name: 'Weigh',
    template_id: template,
    sender_id: sender.id,
    topic: 'newsletter',
    audience: {
      everyone: true,
      reason: 'bench',
      condition: { type: 'field', field: 'first_name', op: 'is', value: 'First1' },
    },
  });
  await product.call('POST', `/campaigns/${String(id)}/start`);
}
