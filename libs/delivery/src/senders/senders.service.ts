import { Inject, Injectable } from '@nestjs/common';
import { DocumentNames, usersOf } from '#libs/contacts';
import { Database, isUniqueViolation, type Tx } from '#libs/db';
import { Clock, Config, CredentialSeal, DomainError, invalid } from '#libs/kernel';
import { isDeepStrictEqual } from 'node:util';
import { IsNull, type EntityManager, type Repository } from 'typeorm';
import { startAnew } from '../throttles/call-back.js';
import { parseSendingLimits } from '../throttles/sending-limits.js';
import { parseTransport, type TransportHouse } from './parse-transport.js';
import { SenderEntity, type TransportSetting } from './sender.entity.js';

/** What can be set about a sender; what is undefined stays as it is. */
export interface SenderChange {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly replyTo?: string | null | undefined;
  readonly postalAddress?: string | null | undefined;
  /** Checked against the transport registry: `{ type, settings }`. */
  readonly transport?: unknown;
  readonly returnPathDomain?: string | null | undefined;
  readonly trackingDomain?: string | null | undefined;
  readonly isDefault?: boolean | undefined;
  /** How fast its mail may leave, as `sendingLimitsSchema` describes it; null for no limit. */
  readonly limits?: unknown;
}

export interface SenderInput extends SenderChange {
  readonly name: string;
  readonly email: string;
}

/** Without a default sender, mail that names none would have nobody to come from. */
const STEPS_DOWN = { path: 'is_default', message: 'is the default: make another sender the default instead' };

/** The identities that mail goes out under. The first becomes the default, one that only fills the mailbox for a while. */
@Injectable()
export class SendersService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CredentialSeal) private readonly seal: CredentialSeal,
    @Inject(DocumentNames) private readonly names: DocumentNames,
    @Inject(Config) private readonly config: Config,
  ) {}

  async list(): Promise<SenderEntity[]> {
    return this.repository().find({ where: { archivedAt: IsNull() }, order: { id: 'ASC' } });
  }

  async get(id: number): Promise<SenderEntity> {
    const sender = await this.repository().findOne({ where: { id, archivedAt: IsNull() } });
    if (!sender) throw new DomainError('sender.not_found');
    return sender;
  }

  /** The named sender, or the default one when none is named. Throws `sender.missing` when there is none at all. */
  async resolve(id: number | null): Promise<SenderEntity> {
    const where = id === null ? { isDefault: true, archivedAt: IsNull() } : { id };
    const sender = await this.repository().findOne({ where });
    if (!sender) throw new DomainError('sender.missing');
    return sender;
  }

  /** Two first senders at once: the unique index lets one be the default, the other is tried again as an ordinary one. */
  async create(input: SenderInput): Promise<SenderEntity> {
    try {
      return await this.insert(input);
    } catch (error) {
      if (!isUniqueViolation(error, 'senders_default')) throw error;
      return this.insert(input);
    }
  }

  /** Secrets of the transport that are left out stay as they are. The default one stays it until another is. */
  async update(id: number, input: SenderChange): Promise<SenderEntity> {
    return this.db.transaction(async (tx) => {
      const { manager } = tx;
      const sender = await manager.findOne(SenderEntity, { where: { id, archivedAt: IsNull() } });
      if (!sender) throw new DomainError('sender.not_found');
      if (sender.isDefault && input.isDefault === false) throw invalid([STEPS_DOWN]);
      const fields = toFields(input, this.house, sender.transport);
      const paced = fields.limits !== undefined && !isDeepStrictEqual(fields.limits, sender.limits);
      if (paced) await startAnew(tx, id, this.clock.now());
      if (input.isDefault) await manager.update(SenderEntity, { isDefault: true }, { isDefault: false });
      return manager.save(Object.assign(sender, fields));
    });
  }

  /**
   * Kept for the mails that name it; another becomes the default. Campaigns that have not begun go by the default one
   * then: `release`, in the same transaction. Throws `sender.in_use` while an automation names it.
   */
  async archive(id: number, release: (tx: Tx) => Promise<void>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { manager } = tx;
      const sender = await manager.findOne(SenderEntity, { where: { id, archivedAt: IsNull() } });
      if (!sender) throw new DomainError('sender.not_found');
      const users = await usersOf(tx, this.names, { kind: 'sender', keys: [String(id)] });
      if (users) {
        throw new DomainError('sender.in_use', `The sender is used by: ${users}. Choose another sender there first.`);
      }
      await manager.update(SenderEntity, { id }, { archivedAt: this.clock.now(), isDefault: false });
      if (sender.isDefault) await this.promoteAnother(manager);
      await release(tx);
    });
  }

  private async promoteAnother(manager: EntityManager): Promise<void> {
    const next = await manager.findOne(SenderEntity, { where: { archivedAt: IsNull() }, order: { id: 'ASC' } });
    if (next) await manager.update(SenderEntity, { id: next.id }, { isDefault: true });
  }

  private async insert(input: SenderInput): Promise<SenderEntity> {
    return this.db.transaction(async ({ manager }) => {
      const fields = toFields(input, this.house);
      const present = await manager.findOne(SenderEntity, { where: { isDefault: true } });
      // A sender whose mail stays in the house is the default only until there is a real one.
      const isDefault = !present || input.isDefault === true || (staysInside(present) && !staysInside(fields));
      if (isDefault && present) await manager.update(SenderEntity, { isDefault: true }, { isDefault: false });
      return manager.save(manager.create(SenderEntity, { ...fields, isDefault }));
    });
  }

  private get house(): TransportHouse {
    return { seal: this.seal, env: this.config.env };
  }

  private repository(): Repository<SenderEntity> {
    return this.db.dataSource.getRepository(SenderEntity);
  }
}

function staysInside({ transport }: Partial<SenderEntity>): boolean {
  return transport?.type === 'mailbox';
}

function toFields(
  { transport, limits, ...rest }: SenderChange,
  house: TransportHouse,
  stored: TransportSetting | null = null,
): Partial<SenderEntity> {
  const given = Object.entries(rest).filter((entry: [string, unknown]) => entry[1] !== undefined);
  return {
    ...(Object.fromEntries(given) as Partial<SenderEntity>),
    ...(transport === undefined ? {} : { transport: parseTransport(transport, stored, house) }),
    ...(limits === undefined ? {} : { limits: parseSendingLimits(limits) }),
  };
}
