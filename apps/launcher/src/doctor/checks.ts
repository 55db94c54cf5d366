import { clockCheck } from './clock.check.js';
import { databaseCheck } from './database.check.js';
import { type Check } from './define-check.js';
import { diskCheck } from './disk.check.js';
import { dnsCheck } from './dns.check.js';
import { queueCheck } from './queue.check.js';
import { secretCheck } from './secret.check.js';
import { smtpCheck } from './smtp.check.js';
import { webAddressCheck } from './web-address.check.js';

/** In the order in which one thing depends on another. */
export const CHECKS: readonly Check[] = [
  diskCheck,
  databaseCheck,
  clockCheck,
  queueCheck,
  secretCheck,
  smtpCheck,
  dnsCheck,
  webAddressCheck,
];
