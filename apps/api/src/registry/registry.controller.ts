import { Controller, Get, Param } from '@nestjs/common';
import { Config, DomainError } from '#libs/kernel';
import { type Extension, type ExtensionKind, EXTENSION_KINDS, extensionsOf } from '#libs/registry';

/** What there is to build with: the web app draws its forms from this. */
@Controller('api/v1/registry')
export class RegistryController {
  constructor(private readonly config: Config) {}

  @Get(':kind')
  list(@Param('kind') kind: ExtensionKind): readonly Extension[] {
    if (!EXTENSION_KINDS.includes(kind)) {
      throw new DomainError('route.unknown', `There is no registry of this name, but ${EXTENSION_KINDS.join(', ')}.`);
    }
    return extensionsOf(kind, this.config.env);
  }
}
