import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { KeptSecrets } from './kept-secrets.service.js';
import type { ReadyCall } from './webhook-caller.service.js';
import type { ClaimedWebhook } from './webhook-claims.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { readSecret } from './webhook-signature.js';

const ENDPOINTS = `SELECT id, secret, headers FROM webhook_endpoints WHERE id = ANY($1::bigint[])`;

type Refs = Readonly<Record<string, string>>;

interface Target {
  /** A reference; null = what all share. */
  readonly secret: string | null;
  readonly headers: Refs;
}

/** Finds what calls are signed with and what goes along, as it is now: a secret that was changed counts at once. */
@Injectable()
export class CallTargets {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(KeptSecrets) private readonly kept: KeptSecrets,
    @Inject(WebhookSecrets) private readonly shared: WebhookSecrets,
  ) {}

  /** In the order of the calls; null for one whose secret is not kept any more. */
  async resolve(calls: readonly ClaimedWebhook[]): Promise<(ReadyCall | null)[]> {
    const endpoints = await this.endpoints(calls.flatMap(({ endpointId }) => endpointId ?? []));
    const targets = calls.map(({ endpointId, secret, headers }): Target => {
      return (endpointId === null ? undefined : endpoints.get(endpointId)) ?? { secret, headers };
    });
    const texts = await this.kept.open(targets.flatMap(refsOf));
    return calls.map(({ key, url, body }, index) => {
      const target = targets[index] ?? { secret: null, headers: {} };
      if (refsOf(target).some((ref) => !texts.has(ref))) return null;
      const plain = Object.entries(target.headers).map(([name, text]) => [name, texts.get(text) ?? text] as const);
      const own = target.secret === null ? undefined : texts.get(target.secret);
      const secrets = own === undefined ? this.shared.all() : [readSecret(own)];
      return { id: `msg_${key}`, url, body, headers: Object.fromEntries(plain), secrets };
    });
  }

  private async endpoints(ids: readonly number[]): Promise<ReadonlyMap<number, Target>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db.query<{ id: number; secret: string; headers: Refs }>(ENDPOINTS, [[...new Set(ids)]]);
    return new Map(rows.map(({ id, ...target }) => [id, target]));
  }
}

/** Headers of drafts that were published before their values were kept are written out. */
function refsOf({ secret, headers }: Target): string[] {
  return [...(secret === null ? [] : [secret]), ...Object.values(headers).filter((text) => KeptSecrets.isRef(text))];
}
