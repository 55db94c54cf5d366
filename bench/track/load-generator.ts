import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { LoadOrder, LoadReport } from './load.js';

/**
 * A process of its own that asks as fast as it is answered: raw sockets, kept alive, one request at a time on each, as
 * from a proxy in front. What it costs is not measured, but must not slow down what is.
 */
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'Mozilla/5.0',
];

function requestFor(path: string, index: number, port: number): Buffer {
  const address = `81.2.${String((index >> 8) & 255)}.${String(index & 255)}`;
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\nUser-Agent: ${AGENTS[index % AGENTS.length] ?? ''}\r\n` +
      'Accept: image/avif,image/webp,image/apng,image/*,*/*;q=0.8\r\nAccept-Encoding: gzip, deflate, br\r\n' +
      `Accept-Language: en-GB,en;q=0.9\r\nX-Forwarded-For: ${address}\r\nX-Forwarded-Proto: https\r\n\r\n`,
  );
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** The status, and where the answer ends; null until all of it is there. */
function readAnswer(bytes: Buffer): { readonly status: string; readonly end: number } | null {
  const head = bytes.indexOf(HEAD_END);
  if (head < 0) return null;
  const lines = bytes.toString('latin1', 0, head);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(lines)?.[1] ?? 0);
  const end = head + HEAD_END.length + length;
  return bytes.length < end ? null : { status: lines.slice(9, 12), end };
}

async function run({ port, paths, connections }: LoadOrder): Promise<LoadReport> {
  const requests = paths.map((path, index) => requestFor(path, index, port));
  const ms: number[] = [];
  const answers: Record<string, number> = {};
  let next = 0;
  const ask = async (): Promise<void> => {
    const socket = createConnection(port, '127.0.0.1').setNoDelay();
    await once(socket, 'connect');
    await new Promise<void>((resolve, reject) => {
      let pending: Buffer = Buffer.alloc(0);
      let sentAt = 0;
      const send = (): void => {
        const request = requests[next++];
        if (!request) {
          resolve();
          return;
        }
        sentAt = performance.now();
        socket.write(request);
      };
      socket.on('error', reject).on('close', () => {
        reject(new Error('The server closed a connection'));
      });
      socket.on('data', (chunk: Buffer) => {
        pending = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
        const answer = readAnswer(pending);
        if (!answer) return;
        ms.push(performance.now() - sentAt);
        answers[answer.status] = (answers[answer.status] ?? 0) + 1;
        pending = pending.subarray(answer.end);
        send();
      });
      send();
    });
    socket.removeAllListeners('close').destroy();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: Math.min(connections, paths.length) }, ask));
  return { seconds: (performance.now() - start) / 1000, answers, ms };
}

process.on('message', (order: LoadOrder) => {
  void run(order).then((report) => process.send?.(report));
});
