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
    const { messageId = '', text = '' } = await simpleParser(raw);
    return { to, from, raw: raw.toString(), messageId: messageId.replace(/[<>]/g, ''), text };
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
    const arrived = () => Promise.resolve(server.arrived.map(({ to, messageId, text }) => ({ to, messageId, text })));
    return { settings, arrived, release, stop };
  };

/** A peer for each type of the transport list. */
export const PEERS: Readonly<Record<string, StartPeer>> = {
  smtp: startSmtp,
  nodemailer_smtp: startSmtp,
  mailbox: startSmtp,
  ...Object.fromEntries(PROVIDER_LANGUAGES.map((language) => [language.type, startHttp(language)])),
};
