import { Controller, Get, Param, Query } from '@nestjs/common';
import { type ExplainedThing, type SendExplanation, SendExplanations } from '#libs/delivery';
import { invalid } from '#libs/kernel';
import { IdPipe } from '../http/id.pipe.js';
import { ExplainMessagesQuery } from './message.dto.js';

@Controller('api/v1/contacts/:id/messages')
export class MessageExplanationsController {
  constructor(private readonly explanations: SendExplanations) {}

  /** Why this contact got the mail, or did not; see docs/sending.md. */
  @Get('explain')
  explain(@Param('id', IdPipe) id: number, @Query() query: ExplainMessagesQuery): Promise<SendExplanation> {
    return this.explanations.explain(id, thingOf(query));
  }
}

function thingOf({ campaign, automation, message }: ExplainMessagesQuery): ExplainedThing {
  const named: ExplainedThing[] = [
    ...(campaign === undefined ? [] : [{ kind: 'campaign', id: campaign } as const]),
    ...(automation === undefined ? [] : [{ kind: 'automation', id: automation } as const]),
    ...(message === undefined ? [] : [{ kind: 'message', id: message } as const]),
  ];
  const [thing] = named;
  if (!thing || named.length > 1) {
    throw invalid([{ path: '', message: 'name one of campaign, automation and message' }]);
  }
  return thing;
}
