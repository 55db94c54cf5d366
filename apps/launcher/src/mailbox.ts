import 'reflect-metadata';
import { createDataSource, Database } from '#libs/db';
import { MailboxWriter, startMailbox } from '#libs/delivery';
import { onLauncherGone, readConfig, reportReady } from '#libs/kernel';

/** The built-in mailbox as a process of its own: a burst of mail takes no time from the launcher or the api. */
const config = readConfig();
const dataSource = await createDataSource({
  url: config.databaseUrl,
  poolSize: 2,
  applicationName: 'tidings-mailbox',
}).initialize();
const mailbox = await startMailbox({
  port: config.env.TIDINGS_MAILBOX_PORT,
  store: new MailboxWriter(new Database(dataSource)),
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await mailbox.stop();
  await dataSource.destroy();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
onLauncherGone(() => void stop());
reportReady();
