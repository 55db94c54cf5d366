import type { GuardedHttpClient } from '#libs/kernel';
import type { z } from 'zod';
import type { ReturnedMail } from '../parse/returned-mail.js';

/** A request that a provider sent, byte for byte: signatures are over bytes, not over what a parser makes of them. */
export interface HookRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: Buffer;
  readonly now: Date;
}

/** One thing that a provider reports. */
export interface ReportedEvent {
  /** The provider's id of it. */
  readonly id: string;
  readonly at: Date;
  readonly returned: ReturnedMail;
}

export interface HookReading {
  readonly events: readonly ReportedEvent[];
  /** A value that a genuine request carries once only. */
  readonly nonce?: string;
  /** To be called once, to tell the provider that we want its reports. */
  readonly confirm?: string;
}

interface HookTools {
  readonly http: Pick<GuardedHttpClient, 'send'>;
}

interface SourceBase<P extends z.ZodType> {
  readonly type: string;
  readonly label: string;
  readonly description: string;
  /** The stored settings; the API serves them as JSON Schema, the web app draws the form. `format: password` stays inside. */
  readonly params: P;
}

/** A provider that reports by POST /hooks/{type}. */
export interface HookSource<P extends z.ZodType = z.ZodType> extends SourceBase<P> {
  readonly way: 'hook';
  /** Rejects with `hook.refused` what the provider did not sign with these settings. */
  read(request: HookRequest, params: z.output<P>, tools: HookTools): Promise<HookReading>;
}

/** A mailbox that is asked again and again. */
export interface PolledSource<P extends z.ZodType = z.ZodType> extends SourceBase<P> {
  readonly way: 'poll';
  /** Hands over what is new in batches, and what to remember once a batch is recorded. Ends when there is no more. */
  fetch(params: z.output<P>, state: Readonly<Record<string, unknown>>): AsyncIterable<FetchedMails>;
}

export interface FetchedMails {
  readonly mails: readonly Buffer[];
  readonly state: Readonly<Record<string, unknown>>;
}

export type ReturnSource = HookSource | PolledSource;

export function defineHookSource<P extends z.ZodType>(source: Omit<HookSource<P>, 'way'>): HookSource<P> {
  return { ...source, way: 'hook' };
}

export function definePolledSource<P extends z.ZodType>(source: Omit<PolledSource<P>, 'way'>): PolledSource<P> {
  return { ...source, way: 'poll' };
}
