import { Inject, Injectable } from '@nestjs/common';
import { CredentialSeal, DomainError, GuardedHttpClient, LOGGER, type Logger } from '#libs/kernel';
import { ReturnRecorder, type RecordedReturns } from '../record/return-recorder.js';
import type { HookReading, HookRequest, HookSource } from './return-source.js';
import { RETURN_SOURCES } from './return-source.list.js';
import { ReturnSources } from './return-sources.service.js';
import { openParams, type StoredSource } from './stored-source.js';

/** Takes what providers report. Nothing of a request is believed before one of our settings says that it is genuine. */
@Injectable()
export class HookIntake {
  constructor(
    @Inject(ReturnSources) private readonly sources: ReturnSources,
    @Inject(ReturnRecorder) private readonly recorder: ReturnRecorder,
    @Inject(GuardedHttpClient) private readonly http: GuardedHttpClient,
    @Inject(CredentialSeal) private readonly seal: CredentialSeal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Throws `hook.unknown`, `hook.refused` and `hook.replayed`. */
  async take(type: string, request: HookRequest): Promise<RecordedReturns> {
    const source = RETURN_SOURCES.find((one): one is HookSource => one.type === type && one.way === 'hook');
    const stored = source ? await this.sources.enabledOfType(type) : [];
    if (!source || stored.length === 0) throw new DomainError('hook.unknown');
    const { reading, by } = await this.read(source, stored, request);
    if (reading.confirm !== undefined) await this.confirm(reading.confirm);
    const { nonce } = reading;
    const recorded = await this.recorder.record(
      reading.events.map(({ id, at, returned }) => ({
        ...{ source: type, fingerprint: `${type}:${id}`, at, returned, envelopeTo: [], raw: request.raw },
      })),
      { nonce },
    );
    await this.sources.touch(by.id, request.now, null);
    return recorded;
  }

  /** Several accounts at one provider: the first whose settings fit is who reports. */
  private async read(
    source: HookSource,
    stored: readonly StoredSource[],
    request: HookRequest,
  ): Promise<{ readonly reading: HookReading; readonly by: StoredSource }> {
    let refusal: DomainError | undefined;
    for (const by of stored) {
      try {
        return { reading: await source.read(request, openParams(source, by, this.seal), { http: this.http }), by };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        if (error.code === 'credential.unreadable') {
          // Perhaps it is this account's report: the provider is to send it again when the key was entered.
          await this.sources.touch(by.id, by.lastAt, error.message);
          refusal = new DomainError('server.unavailable', undefined, { cause: error });
        } else if (error.code === 'hook.refused') refusal ??= error;
        else throw error;
      }
    }
    this.logger.warn({ err: refusal, provider: source.type }, 'a report was refused');
    throw refusal ?? new DomainError('hook.refused');
  }

  private async confirm(url: string): Promise<void> {
    const { status } = await this.http.send(url, { method: 'GET' });
    this.logger.info({ status }, 'subscription to reports confirmed');
  }
}
