import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type LimitStanding } from '#libs/kernel';
import { Database } from '#libs/db';
import { AuditLog } from '../audit/audit-log.service.js';
import { verifyPassword } from '../people/password.js';
import { User } from '../people/user.entity.js';
import { SignInLimit } from './sign-in-limit.service.js';
import { type OpenedSession, type SessionOrigin, Sessions } from './sessions.service.js';

export interface SignedIn {
  readonly user: User;
  readonly session: OpenedSession;
  /** What is left of the limit on failed attempts; absent where none counts. */
  readonly limit?: LimitStanding;
}

/** Email and password against a new session. */
@Injectable()
export class SignIn {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(SignInLimit) private readonly limit: SignInLimit,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** Throws `auth.sign_in_failed` (the same for an unknown address) and `auth.sign_in_limited`. */
  async withPassword(email: string, password: string, origin: SessionOrigin): Promise<SignedIn> {
    const address = email.trim().toLowerCase().slice(0, 254);
    const { failed, succeeded } = await this.limit.attempt(address, origin.ip);
    const user = await this.find(address);
    const verified = await verifyPassword(user?.passwordHash ?? null, password);
    if (!user || !verified || user.disabledAt) {
      throw new DomainError('auth.sign_in_failed', undefined, { limit: failed });
    }
    await this.limit.succeeded(address, origin.ip);
    return { ...(await this.open(user, origin)), limit: succeeded };
  }

  /** For somebody who has just proved who they are by a one-time link. */
  async open(user: User, origin: SessionOrigin): Promise<SignedIn> {
    return this.db.transaction(async (tx) => {
      const session = await this.sessions.open(user.id, origin, tx);
      await this.audit.write(tx, null, 'session.opened', { kind: 'user', id: user.id }, { ip: origin.ip });
      return { user, session };
    });
  }

  private find(email: string): Promise<User | null> {
    const users = this.db.dataSource.getRepository(User).createQueryBuilder('user').addSelect('user.passwordHash');
    return users.where('lower(user.email) = :email', { email }).getOne();
  }
}
