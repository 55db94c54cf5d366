import { smtpProblem } from '../services/smtp-check.js';
import { defineCheck, ok, warning } from './define-check.js';

export const smtpCheck = defineCheck({
  label: 'SMTP',
  async run({ config }) {
    const url = config.env.SMTP_URL;
    if (!url) return [ok('SMTP_URL is not set: the built-in mailbox keeps all mail, nothing leaves this machine')];
    const problem = await smtpProblem(url);
    if (!problem) return [ok(`${new URL(url).host} answers`)];
    return [
      warning(
        `nobody answers (${problem}). Check SMTP_URL and that a firewall lets this machine out; mail waits meanwhile.`,
      ),
    ];
  },
});
