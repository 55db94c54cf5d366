import { Inject, Injectable } from '@nestjs/common';
import { TransportPool } from '../sending/transport-pool.js';
import type { TransportCheck } from '../transports/mail-transport.js';
import type { SenderEntity } from './sender.entity.js';

/** Tells whether a sender's mail server can be reached and lets us in. */
@Injectable()
export class SenderCheck {
  constructor(@Inject(TransportPool) private readonly transports: TransportPool) {}

  async verify(sender: SenderEntity): Promise<TransportCheck> {
    return this.transports.get(sender).verify();
  }
}
