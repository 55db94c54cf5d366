import { imap } from './imap/imap.source.js';
import { mailgun } from './mailgun/mailgun.source.js';
import { postmark } from './postmark/postmark.source.js';
import type { ReturnSource } from './return-source.js';
import { sendgrid } from './sendgrid/sendgrid.source.js';
import { ses } from './ses/ses.source.js';

/** Every way by which returned mail reaches us but the listener. A new one is a folder beside these and a line here. */
export const RETURN_SOURCES: readonly ReturnSource[] = [imap, ses, sendgrid, mailgun, postmark];
