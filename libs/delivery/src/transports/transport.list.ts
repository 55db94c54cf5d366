import { mailbox } from './mailbox/mailbox.transport.js';
import { mailgun } from './mailgun/mailgun.transport.js';
import { nodemailerSmtp } from './nodemailer-smtp/nodemailer-smtp.transport.js';
import { postmark } from './postmark/postmark.transport.js';
import { sendgrid } from './sendgrid/sendgrid.transport.js';
import { sendmail } from './sendmail/sendmail.transport.js';
import { ses } from './ses/ses.transport.js';
import { smtp } from './smtp/smtp.transport.js';
import type { TransportDefinition } from './define-transport.js';

/** Every way to hand mail over. A new one is a folder beside these and a line here. */
export const TRANSPORTS: readonly TransportDefinition[] = [
  smtp,
  ses,
  sendgrid,
  mailgun,
  postmark,
  nodemailerSmtp,
  sendmail,
  mailbox,
];
