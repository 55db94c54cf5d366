import { Inject, Injectable } from '@nestjs/common';
import { randomToken, SecretRing } from '#libs/kernel';

const PURPOSE = 'installation-proof';
const PROOF_BYTES = 32;
const NONCE_BYTES = 18;
const NONCE = /^[\w-]{24}$/;

/** A question that only this installation can answer, and how its answer is told from another. */
export interface Challenge {
  readonly path: string;
  readonly isAnsweredBy: (answer: string) => boolean;
}

/** Lets one process of this installation tell, from outside, that another one answers at an address. */
@Injectable()
export class InstallationProof {
  constructor(@Inject(SecretRing) private readonly secrets: SecretRing) {}

  /** Undefined for what was not asked by {@link challenge}. The signature is good for nothing else. */
  answer(nonce: string): string | undefined {
    return NONCE.test(nonce) ? this.secrets.sign(PURPOSE, nonce, PROOF_BYTES) : undefined;
  }

  challenge(): Challenge {
    const nonce = randomToken(NONCE_BYTES);
    return {
      path: `/t/proof/${nonce}`,
      isAnsweredBy: (answer) => this.secrets.verify(PURPOSE, nonce, answer, PROOF_BYTES),
    };
  }
}
