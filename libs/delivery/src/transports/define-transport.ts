import type { Environment } from '#libs/kernel';
import type { z } from 'zod';
import type { MailTransport, TransportRuntime } from './mail-transport.js';

/** A way to hand mail over: data for the settings form, and one function that opens it. */
export interface TransportDefinition<P extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly label: string;
  readonly description: string;
  /** The stored settings; the API serves them as JSON Schema, the web app draws the form. */
  readonly params: P;
  /** It signs what it sends, and writes the mail or some of its headers anew: a DKIM signature of ours would not hold. */
  readonly signsItself?: true;
  /** The provider puts a return path of its own in place of ours: SPF is asked for a domain that is set up there. */
  readonly ownReturnPath?: true;
  /** Why no sender can choose it here; null when one can. Left out: it can be chosen everywhere. */
  unavailable?(env: Pick<Environment, 'TIDINGS_SENDMAIL'>): string | null;
  create(params: z.output<P>, runtime: TransportRuntime): MailTransport;
}

export function defineTransport<P extends z.ZodType>(definition: TransportDefinition<P>): TransportDefinition<P> {
  return definition;
}
