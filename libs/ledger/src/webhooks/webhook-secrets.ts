import { Inject, Injectable } from '@nestjs/common';
import { SecretRing } from '#libs/kernel';

const BYTES = 32;

/** The secrets that calls are signed with: one for the installation, and the former one while it is kept. */
@Injectable()
export class WebhookSecrets {
  constructor(@Inject(SecretRing) private readonly ring: SecretRing) {}

  /** The present one first. */
  all(): Buffer[] {
    return this.ring.wideMacs('webhook', Buffer.from('installation')).map((mac) => mac.subarray(0, BYTES));
  }
}
