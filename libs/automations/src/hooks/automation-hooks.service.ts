import { Inject, Injectable } from '@nestjs/common';
import { EventIngest, type EventResult } from '#libs/activity';
import { Database } from '#libs/db';
import { Clock, Config, DomainError, invalid, SecretRing } from '#libs/kernel';
import { verifyCall, writeSecret } from '#libs/ledger';
import type { z } from 'zod';
import { LiveAutomations } from '../consumer/live-automations.js';
import {
  HOOK_NAME,
  HOOK_NAME_RULE,
  WEBHOOK_EVENT,
  webhookReceived,
} from '../triggers/webhook-received/webhook-received.trigger.js';
import { HookRate } from './hook-rate.js';
import { readId, readPath } from './read-body.js';

type HookParams = z.infer<typeof webhookReceived.params>;

/** A call as it came. */
export interface HookCall {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What was signed. */
  readonly raw: Buffer;
  readonly body: unknown;
}

const PURPOSE = 'hook';
const SECRET_BYTES = 32;
const DEFAULT_EMAIL = 'email';

/** Addresses that other programs call. A call becomes an event, and starts what events start. */
@Injectable()
export class AutomationHooks {
  private readonly rate = new HookRate();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(LiveAutomations) private readonly live: LiveAutomations,
    @Inject(EventIngest) private readonly events: EventIngest,
    @Inject(SecretRing) private readonly ring: SecretRing,
    @Inject(Config) private readonly config: Config,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Where the hook is called, and what signed calls are signed with. The address alone lets anybody in. Throws 422 for a name that no hook can have. */
  describe(hook: string): { url: string; secret: string } {
    if (!HOOK_NAME.test(hook)) throw invalid([{ path: 'name', message: HOOK_NAME_RULE }]);
    const url = `${this.config.publicUrl}/hooks/in/${hook}.${this.ring.sign(PURPOSE, hook)}`;
    const [present = Buffer.alloc(0)] = this.secretsOf(hook);
    return { url, secret: writeSecret(present) };
  }

  /** Throws `hook.closed`, `hook.busy`, `hook.refused`, `hook.no_contact`, and what makes an event impossible. */
  async take(token: string, call: HookCall): Promise<EventResult> {
    const hook = this.hookOf(token);
    const wanted = await this.paramsOf(hook);
    if (wanted.length === 0) throw new DomainError('hook.closed');
    if (!this.rate.admit(hook, this.clock.now())) throw new DomainError('hook.busy', undefined, { retryAfterS: 1 });
    if (wanted.some(({ signed }) => signed === true)) this.requireSignature(hook, call);
    const [result] = await this.events.ingest([this.toEvent(hook, wanted, call.body)]);
    if (!result) throw new Error('An event has no result');
    // Whoever calls a hook looks at the status of the answer, if at anything.
    const { error } = result;
    if (error) throw new DomainError(error.code, error.message, { errors: error.errors ?? [] });
    return result;
  }

  private hookOf(token: string): string {
    const end = token.lastIndexOf('.');
    const hook = token.slice(0, Math.max(0, end));
    if (!this.ring.verify(PURPOSE, hook, token.slice(end + 1))) throw new DomainError('hook.closed');
    return hook;
  }

  /** Of all published automations; a paused one's hook stays open, so that nobody who calls it gives up. */
  private async paramsOf(hook: string): Promise<HookParams[]> {
    const triggers = await this.live.triggersOf(this.db, webhookReceived.type);
    const params = triggers.map(({ trigger }) => trigger.params as HookParams);
    return params.filter((one) => one.hook === hook);
  }

  private secretsOf(hook: string): Buffer[] {
    return this.ring.wideMacs(PURPOSE, Buffer.from(hook)).map((mac) => mac.subarray(0, SECRET_BYTES));
  }

  private requireSignature(hook: string, { headers, raw }: HookCall): void {
    const read = (name: string): string => String(headers[`webhook-${name}`] ?? '');
    const given = { id: read('id'), timestamp: read('timestamp'), signature: read('signature'), body: raw };
    if (!verifyCall(given, this.secretsOf(hook), this.clock.now())) throw new DomainError('hook.refused');
  }

  private toEvent(hook: string, wanted: readonly HookParams[], body: unknown): Readonly<Record<string, unknown>> {
    const emails = wanted.map(({ email }) => readPath(body, email ?? DEFAULT_EMAIL));
    const email = emails.find((found) => typeof found === 'string' && found !== '');
    if (email === undefined) throw new DomainError('hook.no_contact');
    const ids = wanted.map(({ id }) => (id === undefined ? null : readId(body, id)));
    const id = ids.find((found) => found !== null);
    return {
      contact: { email },
      name: WEBHOOK_EVENT,
      properties: { ...(body as Readonly<Record<string, unknown>>), hook },
      ...(id === undefined ? {} : { id: `hook:${hook}:${id}` }),
    };
  }
}
