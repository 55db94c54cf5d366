import { Body, Controller, Get, Patch } from '@nestjs/common';
import { type Actor, type Organisation, OrganisationSettings } from '#libs/accounts';
import { WaitsForLimits } from '#libs/delivery';
import { invalid } from '#libs/kernel';
import { CurrentActor } from '../access/request-actor.js';
import { StorablePipe } from '../http/storable.pipe.js';

@Controller('api/v1/settings')
export class SettingsController {
  constructor(
    private readonly settings: OrganisationSettings,
    private readonly waits: WaitsForLimits,
  ) {}

  @Get()
  show(): Promise<Organisation> {
    return this.settings.read();
  }

  /** A JSON Merge Patch (RFC 7396). */
  @Patch()
  change(@Body(StorablePipe) patch: unknown, @CurrentActor() actor: Actor): Promise<Organisation> {
    if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
      throw invalid([{ path: '', message: 'must be an object' }]);
    }
    return this.settings.change(patch as Record<string, unknown>, actor, (tx, before, after) =>
      this.waits.follow(tx, before, after),
    );
  }
}
