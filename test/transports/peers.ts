import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { PROVIDER_LANGUAGES } from '../providers/languages.js';
import { startProvider, type ProviderLanguage } from '../providers/provider-server.js';
import { smtpError, startSmtpPeer } from './smtp-peer.js';

/** refuse: this recipient, for good. later: not now. drop: has the mail and says nothing more. held: until released. */
export type PeerBehaviour = 'accept' | 'refuse' | 'later' | 'drop' | 'held';

export interface ArrivedMail {
  readonly to: string;
  readonly messageId: string;
  readonly text: string;
  /** Bytes and envelope sender, from peers that are told them. */
  readonly raw?: string;
  readonly from?: string;
}

/** What stands at the other end of a transport, whatever language it speaks. */
export interface Peer {
  readonly settings: object;
  readonly mailboxPort?: number;
  readonly sendmail?: { readonly path: string; readonly args: readonly string[] };
  arrived(): Promise<readonly ArrivedMail[]>;
  release(): void;
  stop(): Promise<void>;
}

type Behave = (to: string, nth: number) => PeerBehaviour;
type StartPeer = (behave: Behave) => Promise<Peer>;

const startSmtp: StartPeer = async (behave) => {
  let nth = 0;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const arrived: { from: string; to: string; raw: Buffer }[] = [];
  const peer = await startSmtpPeer({
    onRcptTo: ({ address }, _session, answer) => {
      const behaviour = behave(address, 0);
      if (behaviour === 'refuse') answer(smtpError(550, '5.1.1 No such user'));
      else answer(behaviour === 'later' ? smtpError(450, '4.2.0 Greylisted') : null);
    },
    onData: (stream, { envelope, id }, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = envelope.rcptTo.map(({ address }) => address).join();
        const behaviour = behave(to, (nth += 1));
        arrived.push({ to, from: envelope.mailFrom ? envelope.mailFrom.address : '', raw: Buffer.concat(chunks) });
        if (behaviour === 'drop') peer.cut(id);
        else
          void (behaviour === 'held' ? released : Promise.resolve()).then(() => {
            answer(null, 'queued');
          });
      });
    },
  });
  const { port, stop } = peer;
  const read = async ({ to, from, raw }: (typeof arrived)[number]): Promise<ArrivedMail> => {
    const { messageId = '', text: body = '' } = await simpleParser(raw);
    return { to, from, raw: raw.toString(), messageId: messageId.replace(/[<>]/g, ''), text: body };
  };
  const settings = { host: '127.0.0.1', port };
  return { settings, mailboxPort: port, arrived: () => Promise.all(arrived.map(read)), release, stop };
};

const startHttp =
  (language: ProviderLanguage): StartPeer =>
  async (behave) => {
    const refusals: Readonly<Record<string, 'refuse' | 'error'>> = { refuse: 'refuse', later: 'error' };
    const server = await startProvider(language, ({ to }, nth) => {
      const behaviour = behave(to, nth);
      return refusals[behaviour] ?? (behaviour as 'accept' | 'drop' | 'held');
    });
    const { release, stop } = server;
    const settings = language.settings(server.url, 'good');
    const arrived = () =>
      Promise.resolve(server.arrived.map(({ to, messageId, text: body }) => ({ to, messageId, text: body })));
    return { settings, arrived, release, stop };
  };

/** A mail program: lays down what it was given (recipient and sender last), and ends as it is told by a file. */
const PROGRAM = `#!/bin/sh
for last in "$@"; do before="$to"; to="$last"; done
{ echo "$before"; echo "$to"; cat; } > "$0.$$.new" && mv "$0.$$.new" "$0.$$.mail"
while [ ! -f "$0.$$.end" ]; do sleep 0.01; done
end=$(cat "$0.$$.end")
if [ "$end" = kill ]; then kill -9 $$; fi
exit "$end"
`;
const EXITS: Readonly<Record<PeerBehaviour, string>> = {
  ...{ accept: '0', held: '0', refuse: '67', later: '75', drop: 'kill' },
};

const startProgram: StartPeer = (behave) => {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-sendmail-'));
  const path = join(folder, 'sendmail');
  const arrived: ArrivedMail[] = [];
  let nth = 0;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));

  async function take(file: string): Promise<void> {
    const [, from = '', to = '', raw = ''] = /^(.*)\n(.*)\n([^]*)$/.exec(readFileSync(file, 'utf8')) ?? [];
    rmSync(file);
    const behaviour = behave(to, (nth += 1));
    if (behaviour === 'held') await released;
    const mail = await simpleParser(raw);
    const messageId = (mail.messageId ?? '').replace(/[<>]/g, '');
    const isTaken = behaviour !== 'refuse' && behaviour !== 'later';
    if (isTaken) arrived.push({ to, from: from === '<>' ? '' : from, messageId, text: mail.text ?? '' });
    const end = file.replace(/mail$/, 'end');
    writeFileSync(`${end}.new`, EXITS[behaviour]);
    renameSync(`${end}.new`, end);
  }

  writeFileSync(path, PROGRAM, { mode: 0o755 });
  const look = setInterval(() => {
    for (const name of readdirSync(folder)) if (name.endsWith('.mail')) void take(join(folder, name));
  }, 5);
  return Promise.resolve({
    ...{ settings: {}, sendmail: { path, args: [] }, arrived: () => Promise.resolve(arrived), release },
    stop: () => {
      clearInterval(look);
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
};

/** A peer for each type of the transport list. */
export const PEERS: Readonly<Record<string, StartPeer>> = {
  smtp: startSmtp,
  nodemailer_smtp: startSmtp,
  mailbox: startSmtp,
  sendmail: startProgram,
  ...Object.fromEntries(PROVIDER_LANGUAGES.map((language) => [language.type, startHttp(language)])),
};
