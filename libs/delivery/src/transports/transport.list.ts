import { mailbox } from './mailbox/mailbox.transport.js';
import { nodemailerSmtp } from './nodemailer-smtp/nodemailer-smtp.transport.js';
import { smtp } from './smtp/smtp.transport.js';
import type { TransportDefinition } from './define-transport.js';

/** Every way to hand mail over. A new one is a folder beside these and a line here. */
export const TRANSPORTS: readonly TransportDefinition[] = [smtp, nodemailerSmtp, mailbox];
