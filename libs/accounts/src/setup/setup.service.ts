import { Inject, Injectable } from '@nestjs/common';
import { type Config, DomainError } from '#libs/kernel';
import { Database, type Tx } from '#libs/db';
import { AccountLinks } from '../links/account-links.service.js';
import { countAdministrators, lockAdministrators } from '../people/administrators.js';
import type { User } from '../people/user.entity.js';
import { Users } from '../people/users.service.js';

interface FirstAdministrator {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** How a new installation gets its first administrator: there is no default password. */
@Injectable()
export class Setup {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(AccountLinks) private readonly links: AccountLinks,
    @Inject(Users) private readonly users: Users,
  ) {}

  /** True while nobody can administrate. */
  async isNeeded(): Promise<boolean> {
    return this.db.transaction(async (tx) => (await countAdministrators(tx)) === 0);
  }

  /** A link that makes its owner administrator within 24 h, once; null when there is one. Replaces the link before. */
  async makeLink(): Promise<string | null> {
    return this.db.transaction(async (tx) => {
      await lockAdministrators(tx);
      return (await countAdministrators(tx)) === 0 ? this.links.make(tx, 'setup', null) : null;
    });
  }

  /** Throws `account_link.invalid` when the link cannot be used any more. */
  async checkLink(token: string): Promise<void> {
    await this.links.find(token, ['setup']);
    if (!(await this.isNeeded())) throw new DomainError('account_link.invalid');
  }

  /** Makes the owner of the link the first administrator. Throws `account_link.invalid`. */
  async complete(token: string, person: FirstAdministrator): Promise<User> {
    await this.checkLink(token);
    return this.db.transaction(async (tx) => {
      await lockAdministrators(tx);
      await this.links.use(tx, token, ['setup']);
      const made = await this.makeFirst(tx, person);
      if (!made) throw new DomainError('account_link.invalid');
      return made;
    });
  }

  /** TIDINGS_ADMIN_EMAIL and TIDINGS_ADMIN_PASSWORD make the first administrator; later starts change nothing. */
  async applyEnvironment({ env }: Config): Promise<void> {
    const { TIDINGS_ADMIN_EMAIL: email, TIDINGS_ADMIN_PASSWORD: password } = env;
    if (!email || !password) return;
    await this.db.transaction(async (tx) => {
      await lockAdministrators(tx);
      await this.makeFirst(tx, { email, password, name: email.split('@', 1)[0] ?? email });
    });
  }

  private async makeFirst(tx: Tx, { name, email, password }: FirstAdministrator): Promise<User | null> {
    if ((await countAdministrators(tx)) > 0) return null;
    return this.users.create({ name, email, role: 'administrator' }, password, tx);
  }
}
