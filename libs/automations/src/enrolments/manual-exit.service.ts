import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, type Actor } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock } from '#libs/kernel';

// Ids in order, as the waker locks them, against deadlock. A reason from outside: mails of theirs that have not left do
// not leave.
const TAKE_OUT = `
  UPDATE enrolments SET state = 'exited', exit_reason = 'taken_out', ended_at = $3, due_at = NULL, wait = NULL,
    held_until = NULL
  WHERE id IN (SELECT id FROM enrolments
    WHERE automation_id = $1 AND contact_id = ANY($2::bigint[]) AND state IN ('active', 'stuck')
    ORDER BY id FOR UPDATE)`;

/** Takes contacts out of an automation by hand, live or paused. */
@Injectable()
export class ManualExit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** Resolves with how many ways were ended; whoever is not under way is left alone. */
  async takeOut(automationId: number, contactIds: readonly number[], by: Actor | null): Promise<number> {
    return this.db.transaction(async (tx) => {
      const ended = await tx.execute(TAKE_OUT, [automationId, contactIds, this.clock.now()]);
      if (ended > 0) await this.audit.write(tx, by, 'automation.taken_out', { kind: 'automation', id: automationId });
      return ended;
    });
  }
}
