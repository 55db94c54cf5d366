import { Module } from '@nestjs/common';
import { AccountsModule } from '#libs/accounts';
import { ContactsModule } from '#libs/contacts';
import { FilePartials } from './partials/file-partials.js';
import { Partials } from './partials/partials.port.js';
import { CompiledTemplates } from './templates/compiled-templates.service.js';
import { TemplateCheck } from './templates/template-check.service.js';
import { TemplatePreview } from './templates/template-preview.service.js';
import { TemplatesService } from './templates/templates.service.js';

/** Templates: their documents, their compilation, their previews. */
@Module({
  imports: [AccountsModule, ContactsModule],
  providers: [
    { provide: Partials, useFactory: () => new FilePartials() },
    CompiledTemplates,
    TemplateCheck,
    TemplatePreview,
    TemplatesService,
  ],
  exports: [CompiledTemplates, TemplatePreview, TemplatesService],
})
export class ContentModule {}
