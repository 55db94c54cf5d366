import { Resolver } from 'node:dns/promises';
import { defineCheck, type Finding, ok, warning } from './define-check.js';

const TIMEOUT_MS = 3_000;
/** Answers that mean "there is no such record"; everything else means that DNS itself does not work. */
const NO_RECORD = ['ENOTFOUND', 'ENODATA'];

export const dnsCheck = defineCheck({
  label: 'DNS',
  async run({ config }) {
    if (!config.env.SMTP_URL) return [ok('not needed: the built-in mailbox keeps all mail')];
    const domains = [new URL(config.publicUrl).hostname, new URL(config.env.SMTP_URL).hostname];
    const names = [...new Set(domains)].filter((name) => /[a-z]/i.test(name) && name !== 'localhost');
    if (names.length === 0) return [ok('PUBLIC_URL and SMTP_URL name this machine or addresses')];
    return Promise.all(names.map(lookUp));
  },
});

async function lookUp(name: string): Promise<Finding> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  if (v4.status === 'fulfilled' || v6.status === 'fulfilled') return ok(`${name} is known`);
  const code = (v4.reason as NodeJS.ErrnoException).code ?? '';
  if (NO_RECORD.includes(code)) return warning(`${name} has no address. Add an A or AAAA record, or correct the name.`);
  return warning(`${name} could not be looked up (${code}). Check the name servers in /etc/resolv.conf.`);
}
