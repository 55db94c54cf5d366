import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A command that arrived: its verb in upper case ('DOT' for the end of a mail), the line, and for DOT the mail. */
export interface SmtpEvent {
  readonly verb: string;
  readonly line: string;
  readonly body: Buffer;
  /** Which connection, from 1 in the order of arrival. */
  readonly connection: number;
  /** How many mails this connection has brought to their dot, this one included. */
  readonly mails: number;
  /** Bytes that arrived behind it and are not read yet: more than 0 when the client did not wait for the answer. */
  readonly pending: number;
}

/**
 * What the server does with a command: a reply without CRLF (several lines joined by \n), or one of
 * `drop` (ends the connection behind what was answered before), `hang` (says nothing more), `bytes` (sends exactly these, in these pieces),
 * `reply` after a while; `late`: what comes behind is answered before it, against the rules.
 */
export type SmtpAction =
  | string
  | { readonly drop: true }
  | { readonly hang: true }
  | { readonly bytes: readonly string[]; readonly then?: 'drop' }
  | { readonly reply: string; readonly afterMs: number; readonly late?: true };

export type SmtpScript = (event: SmtpEvent) => SmtpAction | undefined;

const DROP = { drop: true } as const;
const HANG = { hang: true } as const;
export { DROP, HANG };

const DEFAULTS: Readonly<Record<string, string>> = {
  CONNECT: '220 scripted.example ESMTP',
  EHLO: '250-scripted.example\n250-PIPELINING\n250-8BITMIME\n250-SMTPUTF8\n250 ENHANCEDSTATUSCODES',
  HELO: '250 scripted.example',
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 Go on',
  DOT: '250 2.0.0 Ok: queued',
  RSET: '250 2.0.0 Ok',
  QUIT: '221 2.0.0 Bye',
};

/** A mail that the server answered with 250 after its dot, or whose dot it saw and dropped. */
export interface ArrivedMail {
  readonly from: string;
  readonly to: string;
  readonly body: string;
}

export interface ScriptedSmtpServer {
  readonly port: number;
  /** Every command line, `<connection>:<line>`, bodies left out. */
  readonly log: string[];
  /** Mails whose final dot arrived, whatever was answered. */
  readonly arrived: ArrivedMail[];
  readonly connections: number;
  stop(): Promise<void>;
}

/** An SMTP server on loopback that answers as the script says, and as a good server where the script says nothing. */
export async function startScriptedSmtpServer(script: SmtpScript = () => undefined): Promise<ScriptedSmtpServer> {
  const state = { log: [] as string[], arrived: [] as ArrivedMail[], connections: 0 };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    state.connections += 1;
    new Conversation(socket, state.connections, script, state).start();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    log: state.log,
    arrived: state.arrived,
    get connections() {
      return state.connections;
    },
    stop: () => stop(server, sockets),
  };
}

class Conversation {
  private input = Buffer.alloc(0);
  private inBody = false;
  private from = '';
  private to = '';
  private mails = 0;
  private gone = false;
  private busy: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: Socket,
    private readonly connection: number,
    private readonly script: SmtpScript,
    private readonly state: { readonly log: string[]; readonly arrived: ArrivedMail[] },
  ) {}

  start(): void {
    this.perform('CONNECT', '');
    this.socket.on('data', (chunk) => {
      this.input = Buffer.concat([this.input, chunk]);
      while (!this.gone && (this.inBody ? this.readBody() : this.readLine()));
    });
  }

  private readLine(): boolean {
    const end = this.input.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.input.toString('utf8', 0, end);
    this.input = this.input.subarray(end + 2);
    const verb = line.split(' ')[0]?.toUpperCase() ?? '';
    this.state.log.push(`${String(this.connection)}:${line}`);
    if (verb === 'MAIL') this.from = /<(.*?)>/.exec(line)?.[1] ?? '';
    if (verb === 'RCPT') this.to = /<(.*?)>/.exec(line)?.[1] ?? '';
    const reply = this.perform(verb, line);
    if (verb === 'DATA') this.inBody = asksForBody(reply);
    return true;
  }

  private readBody(): boolean {
    // The dot may be the first line: an empty mail.
    const whole = Buffer.concat([Buffer.from('\r\n'), this.input]);
    const end = whole.indexOf('\r\n.\r\n');
    if (end < 0) {
      this.perform('BODY', '', whole);
      return false;
    }
    const body = whole
      .subarray(2, end + 2)
      .toString('latin1')
      .replace(/^\.\./gm, '.');
    this.input = whole.subarray(end + 5);
    this.inBody = false;
    this.mails += 1;
    this.state.arrived.push({ from: this.from, to: this.to, body });
    this.perform('DOT', '', Buffer.from(body, 'latin1'));
    return true;
  }

  private perform(verb: string, line: string, body = Buffer.alloc(0)): SmtpAction {
    const { connection, mails } = this;
    const event = { verb, line, body, connection, mails, pending: this.input.length };
    const action = this.script(event) ?? DEFAULTS[verb] ?? (verb === 'BODY' ? HANG : '502 5.5.1 Unknown');
    if (typeof action !== 'string' && 'drop' in action) {
      this.gone = true;
      this.inOrder(() => {
        this.socket.destroySoon();
      });
    } else if (typeof action === 'string') {
      const lines = action.replaceAll('\n', '\r\n');
      this.inOrder(() => this.socket.write(`${lines}\r\n`));
      if (action.startsWith('421') || verb === 'QUIT') this.inOrder(() => this.socket.end());
    } else if ('bytes' in action) {
      for (const piece of action.bytes) this.inOrder(() => this.socket.write(piece), 5);
      if (action.then) this.inOrder(() => this.socket.destroy());
    } else if ('reply' in action && action.late) {
      setTimeout(() => this.socket.write(`${action.reply}\r\n`), action.afterMs).unref();
    } else if ('reply' in action) {
      this.inOrder(() => this.socket.write(`${action.reply}\r\n`), action.afterMs);
    } else if (verb !== 'BODY') {
      this.busy = new Promise(() => undefined);
    }
    return action;
  }

  /** Replies go out in the order of the commands, pieces with a pause between them. */
  private inOrder(work: () => unknown, pauseMs = 0): void {
    this.busy = this.busy.then(async () => {
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (!this.socket.destroyed) work();
    });
  }
}

function asksForBody(action: SmtpAction): boolean {
  if (typeof action === 'string') return action.startsWith('354');
  return 'bytes' in action || ('reply' in action && action.reply.startsWith('354'));
}

function stop(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
