import { Controller, Get, Inject, Param } from '@nestjs/common';
import { EnrolmentsQuery, type ContactRun } from '#libs/automations';
import { IdPipe } from '../http/id.pipe.js';
import type { Page } from '../http/keyset.js';

/** The automations of one contact. */
@Controller('api/v1/contacts/:id/automations')
export class ContactAutomationsController {
  constructor(@Inject(EnrolmentsQuery) private readonly enrolments: EnrolmentsQuery) {}

  @Get()
  async list(@Param('id', IdPipe) id: number): Promise<Page<ContactRun>> {
    return { data: await this.enrolments.ofContact(id), next_cursor: null };
  }
}
