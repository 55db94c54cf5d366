import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import { parseReturnedMail } from '../parse/parse-returned-mail.js';
import { fingerprintOf } from '../record/incoming-return.js';
import { ReturnRecorder } from '../record/return-recorder.js';
import { ReturnRecipients } from './return-recipients.js';
import { startReturnListener, type RunningListener } from './start-return-listener.js';

/** The listener on BOUNCE_SMTP_PORT, wired to what reads and records. One per machine: it takes the port. */
@Injectable()
export class ReturnListener {
  constructor(
    @Inject(ReturnRecipients) private readonly recipients: ReturnRecipients,
    @Inject(ReturnRecorder) private readonly recorder: ReturnRecorder,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  start({ host, port, name }: { host: string; port: number; name: string }): Promise<RunningListener> {
    return startReturnListener({
      ...{ host, port, name },
      now: () => this.clock.now(),
      kindOf: (address) => this.recipients.kindOf(address),
      take: async (raw, envelopeTo) => {
        const returned = parseReturnedMail(raw);
        const fingerprint = fingerprintOf(raw);
        const item = { source: 'smtp', fingerprint, at: this.clock.now(), returned, envelopeTo, raw };
        const { recorded, unmatched } = await this.recorder.record([item]);
        if (unmatched > 0) return 'kept';
        return recorded > 0 ? 'ours' : 'repeated';
      },
    });
  }
}
