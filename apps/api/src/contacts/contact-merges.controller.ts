import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { ContactMerger } from '#libs/contacts';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { type MergeAnswer, nameOf, showMerged, showUnmerged, type UnmergeAnswer } from './contact-answer.js';
import { MergeBody } from './contacts.dto.js';

/** Two contacts that are one person. */
@Controller('api/v1/contacts')
export class ContactMergesController {
  constructor(private readonly merger: ContactMerger) {}

  /** What the kept contact lacks comes from the other one; of consents the stricter stands. */
  @Post('merge')
  @HttpCode(200)
  async merge(@Body() { keep, merge }: MergeBody, @CurrentActor() actor: Actor): Promise<MergeAnswer> {
    return showMerged(await this.merger.merge(keep, merge, nameOf(actor)), merge);
  }

  /** The id is that of the contact that was taken in. */
  @Post(':id/unmerge')
  @HttpCode(200)
  async unmerge(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<UnmergeAnswer> {
    return showUnmerged(await this.merger.unmerge(id, nameOf(actor)));
  }
}
