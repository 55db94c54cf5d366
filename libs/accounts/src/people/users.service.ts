import { Inject, Injectable } from '@nestjs/common';
import { Clock, DomainError, invalid } from '#libs/kernel';
import { Database, isUniqueViolation, type Tx } from '#libs/db';
import type { Actor, UserActor } from '../actor.js';
import { AuditLog } from '../audit/audit-log.service.js';
import { AccountLinks } from '../links/account-links.service.js';
import type { Role } from '../roles.js';
import { Sessions } from '../sessions/sessions.service.js';
import { guardLastAdministrator } from './administrators.js';
import { toSignInEmail } from './email.js';
import { checkPassword, hashPassword, verifyPassword } from './password.js';
import { User } from './user.entity.js';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export interface UserChanges {
  readonly name?: string;
  readonly role?: Role;
  readonly disabled?: boolean;
}

/** The people who work with Tidings. */
@Injectable()
export class Users {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(AccountLinks) private readonly links: AccountLinks,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  /** Newest first; `before` is the id to go on below. */
  async list(before: number | null, limit: number): Promise<User[]> {
    const users = this.db.dataSource.getRepository(User).createQueryBuilder('user');
    if (before !== null) users.where('user.id < :before', { before });
    return users.orderBy('user.id', 'DESC').limit(limit).getMany();
  }

  /** Throws `user.not_found`. */
  async get(id: number): Promise<User> {
    return found(await this.db.dataSource.getRepository(User).findOneBy({ id }));
  }

  /** Adds somebody who has no password yet. Throws `user.email_taken`. */
  async invite(user: NewUser, by: Actor | null): Promise<{ user: User; link: string }> {
    return this.db.transaction(async (tx) => {
      const made = await this.add(tx, user, null);
      const link = await this.links.make(tx, 'invite', made.id);
      await this.audit.write(
        tx,
        by,
        'user.invited',
        { kind: 'user', id: made.id },
        { email: made.email, role: made.role },
      );
      return { user: made, link };
    });
  }

  /** Adds somebody who can sign in at once: the first administrator, and the command line's. */
  async create(user: NewUser, password: string, tx: Tx): Promise<User> {
    checkPassword(password, user.email);
    const made = await this.add(tx, user, await hashPassword(password));
    await this.audit.write(
      tx,
      null,
      'user.created',
      { kind: 'user', id: made.id },
      { email: made.email, role: made.role },
    );
    return made;
  }

  /** A link with which the user chooses a new password. */
  async makeLink(id: number, by: Actor): Promise<string> {
    return this.db.transaction(async (tx) => {
      const user = await findForChange(tx, id);
      const link = await this.links.make(tx, user.passwordHash === null ? 'invite' : 'reset', id);
      await this.audit.write(tx, by, 'user.link_made', { kind: 'user', id });
      return link;
    });
  }

  /** Whom an invitation or reset is for. Throws `account_link.invalid`. */
  async findByLink(token: string): Promise<User> {
    const link = await this.links.find(token, ['invite', 'reset']);
    return this.get(link.user_id ?? 0);
  }

  /** Sets the password that the link's owner chose; all sessions of the user end. Throws `account_link.invalid`. */
  async acceptLink(token: string, choice: { name?: string; password: string }): Promise<User> {
    const { email } = await this.findByLink(token);
    checkPassword(choice.password, email);
    const passwordHash = await hashPassword(choice.password);
    return this.db.transaction(async (tx) => {
      const { user_id: id } = await this.links.use(tx, token, ['invite', 'reset']);
      const user = await findForChange(tx, id ?? 0);
      await tx.manager.save(Object.assign(user, { passwordHash, name: choice.name ?? user.name }));
      await this.sessions.closeAll(tx, user.id);
      await this.audit.write(tx, null, 'user.password_set', { kind: 'user', id: user.id });
      return user;
    });
  }

  /** Throws `user.not_found` and `user.last_administrator`. Who is disabled is signed out at once. */
  async change(id: number, { name, role, disabled }: UserChanges, by: Actor): Promise<User> {
    return this.db.transaction(async (tx) => {
      await guardLastAdministrator(tx, id, disabled === true || (role !== undefined && role !== 'administrator'));
      const user = await findForChange(tx, id);
      if (name !== undefined) user.name = name;
      if (role !== undefined) user.role = role;
      if (disabled !== undefined) user.disabledAt = disabled ? (user.disabledAt ?? this.clock.now()) : null;
      await tx.manager.save(user);
      if (disabled) await this.sessions.closeAll(tx, id);
      await this.audit.write(tx, by, 'user.changed', { kind: 'user', id }, { name, role, disabled });
      return user;
    });
  }

  /** What the user made stays, without an author. Throws `user.not_found` and `user.last_administrator`. */
  async remove(id: number, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await guardLastAdministrator(tx, id, true);
      const user = await findForChange(tx, id);
      await tx.manager.remove(user);
      await this.audit.write(tx, by, 'user.removed', { kind: 'user', id }, { email: user.email });
    });
  }

  async rename(self: UserActor, name: string): Promise<void> {
    await this.db.execute('UPDATE users SET name = $2 WHERE id = $1', [self.id, name]);
  }

  /** All other sessions of the user end. Throws `request.invalid` for a wrong current or a weak new password. */
  async changePassword(self: UserActor, current: string, password: string): Promise<void> {
    const { email } = await this.get(self.id);
    checkPassword(password, email);
    const passwordHash = await hashPassword(password);
    await this.db.transaction(async (tx) => {
      const user = await findForChange(tx, self.id);
      if (!(await verifyPassword(user.passwordHash, current))) {
        throw invalid([{ path: 'current_password', message: 'is not your password' }]);
      }
      await tx.manager.save(Object.assign(user, { passwordHash }));
      await this.sessions.closeAll(tx, self.id, self.session.hash);
      await this.audit.write(tx, self, 'user.password_changed', { kind: 'user', id: self.id });
    });
  }

  private async add(tx: Tx, { email, name, role }: NewUser, passwordHash: string | null): Promise<User> {
    const user = tx.manager.create(User, {
      email: toSignInEmail(email),
      name,
      role,
      passwordHash,
      createdAt: this.clock.now(),
      disabledAt: null,
    });
    try {
      return await tx.manager.save(user);
    } catch (error) {
      if (isUniqueViolation(error, 'users_email')) throw new DomainError('user.email_taken');
      throw error;
    }
  }
}

async function findForChange(tx: Tx, id: number): Promise<User> {
  const user = tx.manager
    .createQueryBuilder(User, 'user')
    .addSelect('user.passwordHash')
    .where('user.id = :id', { id });
  return found(await user.setLock('pessimistic_write').getOne());
}

function found(user: User | null): User {
  if (!user) throw new DomainError('user.not_found');
  return user;
}
