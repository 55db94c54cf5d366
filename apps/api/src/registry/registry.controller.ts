import { Controller, Get, Param } from '@nestjs/common';
import { DomainError } from '#libs/kernel';
import { type Extension, type ExtensionKind, EXTENSION_KINDS, EXTENSIONS } from '#libs/registry';

/** What there is to build with: the web app draws its forms from this. */
@Controller('api/v1/registry')
export class RegistryController {
  @Get(':kind')
  list(@Param('kind') kind: ExtensionKind): readonly Extension[] {
    if (!EXTENSION_KINDS.includes(kind)) {
      throw new DomainError('route.unknown', `There is no registry of this name, but ${EXTENSION_KINDS.join(', ')}.`);
    }
    return EXTENSIONS[kind];
  }
}
