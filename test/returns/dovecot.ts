import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/mail-sink.js';

/** Dovecot opens no mailbox as root: `nobody` and `nogroup`. */
const NOBODY = 65_534;

/** A real IMAP server with one mailbox. */
export interface Dovecot {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Puts a mail into the inbox. */
  add(mail: string): void;
  stop(): Promise<void>;
}

export async function startDovecot(): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-imap-'));
  const port = await freePort();
  const password = randomBytes(12).toString('hex');
  const inbox = join(folder, 'mail/new');
  for (const name of ['', 'new', 'cur', 'tmp']) own(mkdirIn(folder, join('mail', name)));
  mkdirSync(join(folder, 'run'));
  const config = join(folder, 'dovecot.conf');
  writeFileSync(config, configure(folder, port, password));
  // Dovecot gives up root's rights, and its login process all others.
  chmodSync(folder, 0o755);
  const server = spawn('dovecot', ['-F', '-c', config], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  await untilListening(port);
  return {
    ...{ port, user: 'returns', password },
    add: (mail) => {
      const file = join(inbox, `${String(Date.now())}.${randomBytes(6).toString('hex')}.test`);
      writeFileSync(file, mail);
      own(file);
    },
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function mkdirIn(folder: string, name: string): string {
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
}

function own(path: string): void {
  if (userInfo().uid === 0) chownSync(path, NOBODY, NOBODY);
}

function configure(folder: string, port: number, password: string): string {
  const { username, ...me } = userInfo();
  const [uid, gid] = me.uid === 0 ? [NOBODY, NOBODY] : [me.uid, me.gid];
  const internal = me.uid === 0 ? [] : [`default_internal_user = ${username}`, `default_login_user = ${username}`];
  return [
    ...[`base_dir = ${folder}/run`, `state_dir = ${folder}/run`, `log_path = ${folder}/log`],
    ...['protocols = imap', 'listen = 127.0.0.1', 'ssl = no', 'disable_plaintext_auth = no'],
    ...['first_valid_uid = 0', 'first_valid_gid = 0', `mail_location = maildir:${folder}/mail`, ...internal],
    `passdb {\n  driver = static\n  args = password=${password}\n}`,
    `userdb {\n  driver = static\n  args = uid=${String(uid)} gid=${String(gid)} home=${folder}\n}`,
    `service imap-login {\n  chroot =\n  inet_listener imap {\n    port = ${String(port)}\n  }\n  inet_listener imaps {\n    port = 0\n  }\n}`,
    'service anvil {\n  chroot =\n}',
    '',
  ].join('\n');
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const answered = await Promise.race([once(socket, 'data'), once(socket, 'error')]).then(
      ([first]) => Buffer.isBuffer(first),
      () => false,
    );
    socket.destroy();
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Dovecot did not start');
}
