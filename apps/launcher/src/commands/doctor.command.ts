import { CHECKS } from '../doctor/checks.js';
import { type Finding } from '../doctor/define-check.js';
import { defineCommand } from './define-command.js';

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: 'ok    ', warning: 'warn  ', failed: 'FAILED' };

export const doctorCommand = defineCommand({
  name: 'doctor',
  usage: '',
  summary: 'Check database, queue, SMTP, DNS, clock and disk, and say what to do.',
  async run(_args, context) {
    const findings: Finding[] = [];
    for (const check of CHECKS) {
      for (const finding of await check.run(context)) {
        findings.push(finding);
        context.out.say(`${MARKS[finding.state]}  ${check.label.padEnd(10)} ${finding.message}`);
      }
    }
    const failed = findings.filter(({ state }) => state === 'failed').length;
    const warnings = findings.filter(({ state }) => state === 'warning').length;
    context.out.say(`\n${failed} failed, ${warnings} warnings`);
    return failed > 0 ? 1 : 0;
  },
});
