import type { HandOver, OutgoingMail } from '../transports/mail-transport.js';
import type { MailContent } from './mail-content.js';

export interface ProviderRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface ProviderAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The body as an object; undefined when it is none. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

export interface ProviderCheck {
  readonly ok: boolean;
  readonly response: string;
}

/** How one provider takes mail over HTTP: requests out, answers in, both without side effects. */
export interface Provider {
  /** How it is called in front of its words. */
  readonly name: string;
  /** Hands over one mail to its one recipient. `content` is what `mail.raw` says. */
  sendRequest(mail: OutgoingMail, content: MailContent): ProviderRequest;
  judge(answer: ProviderAnswer): HandOver;
  /** Asks whether the settings are good; sends nothing. */
  checkRequest(): ProviderRequest;
  judgeCheck(answer: ProviderAnswer): ProviderCheck;
}
