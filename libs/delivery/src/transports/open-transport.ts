import { DomainError, parseDocument } from '#libs/kernel';
import type { TransportDefinition } from './define-transport.js';
import type { MailTransport, TransportRuntime } from './mail-transport.js';
import { TRANSPORTS } from './transport.list.js';

/** A transport as a sender stores it. */
export interface StoredTransport {
  readonly type: string;
  readonly settings: unknown;
}

/** Whether what this transport sends needs no DKIM signature of ours; null stands for SMTP_URL. */
export function signsItself(transport: Pick<StoredTransport, 'type'> | null): boolean {
  return definitionOf(transport)?.signsItself ?? false;
}

/** Whether mails leave with another return path than the one that we give; null stands for SMTP_URL. */
export function hasOwnReturnPath(transport: Pick<StoredTransport, 'type'> | null): boolean {
  return definitionOf(transport)?.ownReturnPath ?? false;
}

/** Opens a stored transport. Throws `transport.unknown`, or 422 with the paths below `transport.settings`. */
export function openTransport({ type, settings }: StoredTransport, runtime: TransportRuntime): MailTransport {
  const definition = definitionOf({ type });
  if (!definition) throw new DomainError('transport.unknown');
  return definition.create(parseDocument(definition.params, settings, { prefix: 'transport.settings' }), runtime);
}

function definitionOf(transport: Pick<StoredTransport, 'type'> | null): TransportDefinition | undefined {
  return TRANSPORTS.find(({ type }) => type === transport?.type);
}
