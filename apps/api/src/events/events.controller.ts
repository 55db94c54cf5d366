import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { EventIngest, type EventResult } from '#libs/activity';
import { invalid } from '#libs/kernel';

@Controller('api/v1/events')
export class EventsController {
  constructor(private readonly events: EventIngest) {}

  /**
   * One event or an array of up to 5,000; the answer has the same shape. `occurred_at` carries its offset. `value` is
   * kept with every digit; a number in `properties` that would lose digits is rejected: round it, or send it as text.
   */
  @Post()
  @HttpCode(202)
  async ingest(@Body() body: unknown): Promise<{ accepted: number; results: EventResult[] }> {
    if (typeof body !== 'object' || body === null) {
      throw invalid([{ path: '', message: 'must be an event or an array of events' }]);
    }
    const results = await this.events.ingest(Array.isArray(body) ? body : [body]);
    return { accepted: results.filter(({ status }) => status === 'accepted').length, results };
  }
}
