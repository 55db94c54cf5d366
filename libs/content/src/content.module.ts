import { Module } from '@nestjs/common';
import { NO_PARTIALS, PARTIALS } from './partials/partials.port.js';
import { CompiledTemplates } from './templates/compiled-templates.js';

/** Templates: what marketers write and what becomes of it. */
@Module({
  providers: [CompiledTemplates, { provide: PARTIALS, useValue: NO_PARTIALS }],
  exports: [CompiledTemplates],
})
export class ContentModule {}
