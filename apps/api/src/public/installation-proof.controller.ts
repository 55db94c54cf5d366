import { Controller, Get, Header, Param } from '@nestjs/common';
import { InstallationProof } from '#libs/delivery';
import { DomainError } from '#libs/kernel';

/** Tells a check of this installation that a name leads here, and not to a page that looks alike. */
@Controller('t/proof')
export class InstallationProofController {
  constructor(private readonly proof: InstallationProof) {}

  @Get(':nonce')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'no-store')
  prove(@Param('nonce') nonce: string): string {
    const answer = this.proof.answer(nonce);
    if (answer === undefined) throw new DomainError('route.unknown');
    return answer;
  }
}
