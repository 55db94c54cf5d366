import { Body, Controller, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { DryRun, type DryRunReport } from '#libs/automations';
import { PassThrough } from 'node:stream';
import { ClientGone } from '../http/client-gone.js';
import { IdPipe } from '../http/id.pipe.js';
import { StorablePipe } from '../http/storable.pipe.js';

/** The draft played for all whom it would take in; nothing of it happens. The body is checked by the service. */
@Controller('api/v1/automations/:id/dry-run')
export class DryRunController {
  constructor(private readonly dryRun: DryRun) {}

  @Post()
  @HttpCode(200)
  play(
    @Param('id', IdPipe) id: number,
    @Body(StorablePipe) body: unknown,
    @ClientGone() gone: AbortSignal,
  ): Promise<DryRunReport> {
    return this.dryRun.play(id, body, { gone });
  }

  /**
   * The same as lines of JSON (NDJSON): `{ progress: { played, of } }` after each batch, `{ report }` at the end. What
   * goes wrong before the first batch is a problem as ever, what does later cuts the answer off.
   */
  @Post('live')
  @HttpCode(200)
  async playLive(
    @Param('id', IdPipe) id: number,
    @Body(StorablePipe) body: unknown,
    @ClientGone() gone: AbortSignal,
  ): Promise<StreamableFile> {
    const lines = new PassThrough();
    const say = (line: object): boolean => lines.write(`${JSON.stringify(line)}\n`);
    const play = async (begun: () => void): Promise<void> => {
      const onProgress = (progress: object): void => {
        say({ progress });
        begun();
      };
      say({ report: await this.dryRun.play(id, body, { gone, onProgress }) });
      lines.end();
    };
    await untilBegun(play, lines);
    return new StreamableFile(lines, { type: 'application/x-ndjson' });
  }
}

/** Resolves when there is something to read, rejects when that never comes; a later failure breaks the stream off. */
async function untilBegun(play: (begun: () => void) => Promise<void>, lines: PassThrough): Promise<void> {
  let hasBegun = false;
  let played = Promise.resolve();
  const begun = new Promise<void>((resolve) => {
    played = play(() => {
      hasBegun = true;
      resolve();
    });
  });
  played.catch((error: unknown) => {
    if (hasBegun) lines.destroy(error as Error);
  });
  await Promise.race([begun, played]);
}
