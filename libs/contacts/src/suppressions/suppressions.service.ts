import { Inject, Injectable } from '@nestjs/common';
import { Database, type Queryable } from '#libs/db';
import { Clock, DomainError, invalid } from '#libs/kernel';
import { LessThan } from 'typeorm';
import { normalizeEmail } from '../identity/email-address.js';
import { SuppressionEntity } from './suppression.entity.js';

export interface NewSuppression {
  readonly email: string;
  readonly reason: string;
  readonly source?: string | null | undefined;
}

// The first reason stays: a second bounce does not hide the complaint.
const ADD = `
  INSERT INTO suppressions (email, reason, source, created_at)
  SELECT email, $2, $3, $4 FROM unnest($1::text[]) AS added (email) ORDER BY email
  ON CONFLICT (email) DO NOTHING`;

/** Addresses that nothing may be sent to, whoever has them. */
@Injectable()
export class SuppressionsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async list(before: number | null, limit: number, email?: string): Promise<SuppressionEntity[]> {
    const repository = this.db.dataSource.getRepository(SuppressionEntity);
    const where = {
      ...(before === null ? {} : { id: LessThan(before) }),
      ...(email ? { email: normalizeEmail(email) ?? email } : {}),
    };
    return repository.find({ where, order: { id: 'DESC' }, take: limit });
  }

  async get(id: number): Promise<SuppressionEntity> {
    const found = await this.db.dataSource.getRepository(SuppressionEntity).findOneBy({ id });
    if (!found) throw new DomainError('suppression.not_found');
    return found;
  }

  /** An address that is suppressed already stays as it is. */
  async create({ email, reason, source }: NewSuppression): Promise<{ made: boolean; suppression: SuppressionEntity }> {
    const normal = normalizeEmail(email);
    if (normal === null) throw invalid([{ path: 'email', message: 'is not an address that mail can be sent to' }]);
    const made = await this.add(this.db, [normal], reason, source ?? null);
    const suppression = await this.db.dataSource.getRepository(SuppressionEntity).findOneBy({ email: normal });
    if (!suppression) throw new DomainError('suppression.not_found');
    return { made: made > 0, suppression };
  }

  /** Adds addresses in their normal spelling, in the caller's transaction. Resolves with how many are new. */
  async add(on: Queryable, emails: readonly string[], reason: string, source: string | null): Promise<number> {
    return emails.length === 0 ? 0 : on.execute(ADD, [emails, reason, source, this.clock.now()]);
  }

  async delete(id: number): Promise<void> {
    const { affected } = await this.db.dataSource.getRepository(SuppressionEntity).delete({ id });
    if (!affected) throw new DomainError('suppression.not_found');
  }
}
