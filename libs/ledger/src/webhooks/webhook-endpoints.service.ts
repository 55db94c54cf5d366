import { Inject, Injectable } from '@nestjs/common';
import { type Actor, AuditLog } from '#libs/accounts';
import { DocumentNames, usersOf } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError, type FieldError, GuardedHttpClient, invalid, randomToken } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { EndpointRows, type EndpointRow } from './endpoint-rows.js';
import { KeptSecrets } from './kept-secrets.service.js';
import { type CallResult } from './retry-plan.js';
import { WebhookCaller } from './webhook-caller.service.js';
import { readSecret, writeSecret } from './webhook-signature.js';
import { endpointFaults, isCallable } from './webhook-target.js';

const SECRET_BYTES = 32;

/** By name; null keeps the value that a header has. */
export type HeaderChanges = Readonly<Record<string, string | null>>;

export interface EndpointInput {
  readonly name: string;
  readonly url: string;
  readonly headers?: HeaderChanges | undefined;
  /** `whsec_…`; a new one unless given. */
  readonly secret?: string | undefined;
}

export type EndpointChanges = Partial<Omit<EndpointInput, 'secret'>> & { readonly enabled?: boolean | undefined };

/** An endpoint as the API shows it: the values of headers and the secret stay unsaid. */
export interface EndpointView extends Omit<EndpointRow, 'headers' | 'secret'> {
  readonly headers: Readonly<Record<string, null>>;
}

/** One that was just saved, with why it will not be called as it stands. */
export type SavedEndpoint = EndpointView & { readonly warnings: readonly FieldError[] };

/** The only answer that holds the secret. */
export type EndpointWithSecret = EndpointView & { readonly secret: string };

export interface TestAnswer {
  readonly status: number | null;
  readonly response: string | null;
  readonly error: string | null;
  readonly duration_ms: number;
}

/** Programs that automations call by name. */
@Injectable()
export class WebhookEndpoints {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(KeptSecrets) private readonly kept: KeptSecrets,
    @Inject(WebhookCaller) private readonly caller: WebhookCaller,
    @Inject(GuardedHttpClient) private readonly http: GuardedHttpClient,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(DocumentNames) private readonly names: DocumentNames,
  ) {}

  private readonly rows = new EndpointRows();

  async list(): Promise<EndpointView[]> {
    return (await this.rows.list(this.db)).map(toView);
  }

  /** Throws `webhook.endpoint_not_found`. */
  async get(id: number): Promise<EndpointView> {
    return toView(await this.rows.find(this.db, id));
  }

  /** Why this address would not be called. */
  async warningsOf(url: string): Promise<FieldError[]> {
    const refusal = isCallable(url) ? await this.http.refusal(url) : null;
    if (refusal === null) return [];
    const message = `${refusal} The host can be allowed by TIDINGS_PRIVATE_HOSTS in its environment.`;
    return [{ path: 'url', message }];
  }

  /** Throws `request.invalid`. */
  async create(input: EndpointInput, by: Actor): Promise<EndpointWithSecret & SavedEndpoint> {
    refuseFaults(input);
    const secret = input.secret ?? newSecret();
    const warnings = await this.warningsOf(input.url);
    return this.db.transaction(async (tx) => {
      const headers = await this.keepHeaders(tx, {}, input.headers ?? {});
      const kept = await this.keepOne(tx, secret);
      const target = { name: input.name, url: new URL(input.url).href, headers, secret: kept };
      const row = await this.rows.insert(tx, target, this.clock.now());
      await this.note(tx, by, 'created', row);
      return { ...toView(row), secret, warnings };
    });
  }

  /**
   * Changes what is given; turning it on lets the calls that were held go. `version` is that of If-Match.
   * Throws `webhook.endpoint_not_found`, `document.stale`.
   */
  async change(id: number, changes: EndpointChanges, version: number | null, by: Actor): Promise<SavedEndpoint> {
    refuseFaults(changes);
    const saved = await this.db.transaction(async (tx) => {
      const before = await this.rows.lock(tx, id);
      if (version !== null && version !== before.version) throw new DomainError('document.stale');
      const headers = changes.headers ? await this.keepHeaders(tx, before.headers, changes.headers) : before.headers;
      const url = changes.url === undefined ? before.url : new URL(changes.url).href;
      const enabled = changes.enabled ?? before.enabled;
      const now = this.clock.now();
      const row = await this.rows.update(tx, id, { name: changes.name ?? before.name, url, headers, enabled }, now);
      if (url !== before.url) await this.rows.moveOpen(tx, id, url, now);
      if (enabled !== before.enabled) await this.rows.holdOpen(tx, id, !enabled, now);
      await this.note(tx, by, 'changed', row);
      tx.afterCommit(() => {
        this.signals.signal('webhooks.deliver', {});
      });
      return toView(row);
    });
    return { ...saved, warnings: await this.warningsOf(saved.url) };
  }

  /** A new secret, which counts from now on. */
  async rotate(id: number, by: Actor): Promise<EndpointWithSecret> {
    const secret = newSecret();
    return this.db.transaction(async (tx) => {
      await this.rows.lock(tx, id);
      const row = await this.rows.setSecret(tx, id, await this.keepOne(tx, secret), this.clock.now());
      await this.note(tx, by, 'secret_changed', row);
      return { ...toView(row), secret };
    });
  }

  /** Calls it now, once, with nothing about anybody; leaves no trace in the log. */
  async test(id: number): Promise<TestAnswer> {
    const { name, url, headers, secret } = await this.rows.find(this.db, id);
    const texts = await this.kept.open([secret, ...Object.values(headers)]);
    const timestamp = this.clock.now().toISOString();
    const result: CallResult = await this.caller.call({
      id: `msg_${randomToken(16)}`,
      url,
      headers: Object.fromEntries(Object.entries(headers).map(([header, ref]) => [header, texts.get(ref) ?? ''])),
      body: JSON.stringify({ type: 'test', timestamp, data: { endpoint: { id, name } } }),
      secrets: [readSecret(texts.get(secret) ?? '')],
    });
    return { ...pickAnswer(result), duration_ms: result.durationMs };
  }

  /** What has not been called is not called any more. Throws `webhook.endpoint_in_use`. */
  async remove(id: number, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const row = await this.rows.lock(tx, id);
      const users = await usersOf(tx, this.names, { kind: 'webhook endpoint', keys: [String(id)] });
      if (users !== '')
        throw new DomainError(
          'webhook.endpoint_in_use',
          `The endpoint is called by: ${users}. Take it out of them first.`,
        );
      await this.rows.remove(tx, id, this.clock.now());
      await this.note(tx, by, 'removed', row);
    });
  }

  private async keepOne(tx: Tx, text: string): Promise<string> {
    return (await this.kept.keep(tx, [text])).get(text) ?? text;
  }

  /** Values that are null stay as they were; names that are left out go. */
  private async keepHeaders(tx: Tx, before: Readonly<Record<string, string>>, changes: HeaderChanges) {
    const given = Object.values(changes).filter((value) => value !== null);
    const refs = await this.kept.keep(tx, given);
    const after = Object.entries(changes).map(([name, value]) => {
      const ref = value === null ? (Object.hasOwn(before, name) ? before[name] : undefined) : refs.get(value);
      if (ref === undefined) throw invalid([{ path: `headers.${name}`, message: 'has no value yet' }]);
      return [name, ref] as const;
    });
    return Object.fromEntries(after);
  }

  private async note(tx: Tx, by: Actor, deed: string, { id, name }: EndpointRow): Promise<void> {
    await this.audit.write(tx, by, `webhook_endpoint.${deed}`, { kind: 'webhook_endpoint', id }, { name });
  }
}

function newSecret(): string {
  return writeSecret(Buffer.from(randomToken(SECRET_BYTES), 'base64url'));
}

function refuseFaults(given: Partial<EndpointInput>): void {
  const faults = endpointFaults(given);
  if (faults.length > 0) throw invalid(faults);
}

function pickAnswer({ status, response, error }: CallResult): Omit<TestAnswer, 'duration_ms'> {
  return { status, response, error };
}

function toView({ secret: _secret, headers, ...row }: EndpointRow): EndpointView {
  return { ...row, headers: Object.fromEntries(Object.keys(headers).map((name) => [name, null])) };
}
