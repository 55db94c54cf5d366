import { openAccounts } from '#libs/accounts';
import { type Config } from '#libs/kernel';

/** What to tell the person about signing in: a one-time link while there is no administrator. */
export async function signInHint(databaseUrl: string, config: Config): Promise<string> {
  const accounts = await openAccounts(databaseUrl, config);
  try {
    const link = await accounts.setup.makeLink();
    if (link) return `  Set it up here (works once, within 24 hours): ${link}`;
    const email = config.env.TIDINGS_ADMIN_EMAIL;
    return `  Sign in at ${config.publicUrl}${email ? ` as ${email}` : ''}`;
  } finally {
    await accounts.close();
  }
}
