import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { type ParsedCopy, SentCopies } from '#libs/delivery';
import { IdPipe } from '../http/id.pipe.js';

/** A mail as it left. */
export interface MessageCopyAnswer {
  readonly kept_at: Date;
  /** When the copy goes, as the setting is now. */
  readonly until: Date;
  /** Bytes of the mail. */
  readonly size: number;
  /** '' is the null reverse path. */
  readonly envelope_from: string;
  readonly envelope_to: string;
  readonly subject: string | null;
  readonly from_header: ParsedCopy['fromHeader'];
  readonly to_header: ParsedCopy['toHeader'];
  /** As it left: show it in a sandboxed frame only. */
  readonly html: string | null;
  readonly text: string | null;
  readonly headers: ParsedCopy['headers'];
}

@Controller('api/v1/messages/:id/copy')
export class MessageCopiesController {
  constructor(private readonly copies: SentCopies) {}

  @Get()
  async parts(@Param('id', IdPipe) id: number): Promise<MessageCopyAnswer> {
    const { kept_at, until, size, envelope_from, envelope_to, subject, html, text, headers, ...of } =
      await this.copies.parts(id);
    const { fromHeader: from_header, toHeader: to_header } = of;
    return {
      ...{ kept_at, until, size, envelope_from, envelope_to, subject },
      ...{ from_header, to_header, html, text, headers },
    };
  }

  @Get('raw')
  @Header('Content-Type', 'message/rfc822')
  async raw(@Param('id', IdPipe) id: number): Promise<StreamableFile> {
    return new StreamableFile(await this.copies.raw(id), { type: 'message/rfc822' });
  }
}
