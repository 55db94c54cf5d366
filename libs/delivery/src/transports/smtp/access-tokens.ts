import { DomainError, type GuardedHttpClient } from '#libs/kernel';
import { z } from 'zod';
import { SmtpFailure } from './smtp-failure.js';

/** Where the token comes from with which a session signs in. Both throw {@link SmtpFailure} at phase auth. */
export interface AccessTokens {
  get(): Promise<string>;
  /** Another than the one that the server has just refused; undefined when there is none to be had. */
  renew(refused: string): Promise<string | undefined>;
}

/** A token that somebody fetched elsewhere. */
export function fixedToken(token: string): AccessTokens {
  return { get: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) };
}

interface RefreshSettings {
  readonly url: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  /** Used first, until the server refuses it. */
  readonly accessToken?: string | undefined;
}

interface CurrentToken {
  readonly token: string;
  readonly until: number;
}

/** A token that ends within this time is not begun with. */
const SPARE_MS = 60_000;
/** For an endpoint that does not say how long its token is good (RFC 6749, 5.1). */
const USUAL_S = 600;

const granted = z.object({
  access_token: z.string().min(1).max(10_000),
  expires_in: z.coerce.number().min(0).max(31_536_000).default(USUAL_S),
  refresh_token: z.string().min(1).max(10_000).optional(),
});
const refused = z.object({ error: z.string(), error_description: z.string().default('') });

/** Tokens by a refresh token (RFC 6749, 6), kept until they expire; however many sessions ask, one request is made. */
export class RefreshedTokens implements AccessTokens {
  private current: CurrentToken | undefined;
  private refreshing: Promise<string> | undefined;
  private refreshToken: string;

  constructor(
    private readonly settings: RefreshSettings,
    private readonly http: Pick<GuardedHttpClient, 'send'>,
  ) {
    const { refreshToken, accessToken } = settings;
    this.refreshToken = refreshToken;
    if (accessToken !== undefined) this.current = { token: accessToken, until: Number.POSITIVE_INFINITY };
  }

  async get(): Promise<string> {
    const { current } = this;
    return current && performance.now() < current.until ? current.token : this.refresh();
  }

  async renew(refusedToken: string): Promise<string> {
    // Another session may have fetched a new one meanwhile.
    if (this.current?.token === refusedToken) this.current = undefined;
    return this.get();
  }

  private refresh(): Promise<string> {
    this.refreshing ??= this.fetch().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private async fetch(): Promise<string> {
    const asked = performance.now();
    const answer = granted.safeParse(await this.ask());
    if (!answer.success) throw SmtpFailure.without('auth', 'The token endpoint gave an answer without a token.');
    const { access_token: token, expires_in: lifeS, refresh_token: next } = answer.data;
    this.current = { token, until: asked + Math.max(0, lifeS * 1000 - SPARE_MS) };
    // Some endpoints change it with each use.
    if (next !== undefined) this.refreshToken = next;
    return token;
  }

  private async ask(): Promise<unknown> {
    const { url, clientId, clientSecret } = this.settings;
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: this.refreshToken,
      client_id: clientId,
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    try {
      const { status, body } = await this.http.send(url, { method: 'POST', headers, body: form.toString() });
      const answer = parseJson(body.toString('utf8'));
      if (status === 200) return answer;
      const said = refused.safeParse(answer);
      const words = said.success
        ? `${said.data.error} ${said.data.error_description}`.trim()
        : `HTTP ${String(status)}`;
      throw SmtpFailure.without('auth', `The token endpoint refused: ${words}`);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw SmtpFailure.without('auth', `No token: ${error.message}`);
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
