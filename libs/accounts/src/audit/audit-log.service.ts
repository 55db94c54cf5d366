import { Inject, Injectable } from '@nestjs/common';
import { Clock, currentRequestId } from '#libs/kernel';
import type { Tx } from '#libs/db';
import type { Actor } from '../actor.js';

const APPEND = `
  INSERT INTO audit_log (at, actor_kind, actor_id, action, target_kind, target_id, data, request_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** Who did what to the installation. Append-only; written in the transaction of the deed. */
@Injectable()
export class AuditLog {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** `actor` null is Tidings itself. `data` must hold no secret. */
  async write(
    tx: Tx,
    actor: Actor | null,
    action: string,
    target?: { readonly kind: string; readonly id: number },
    data: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    await tx.execute(APPEND, [
      this.clock.now(),
      actor?.kind ?? 'system',
      actor?.id ?? null,
      action,
      target?.kind ?? null,
      target?.id ?? null,
      JSON.stringify(data),
      currentRequestId() ?? null,
    ]);
  }
}
