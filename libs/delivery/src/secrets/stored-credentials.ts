import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CredentialRenewal } from '#libs/accounts';
import { CredentialSeal } from '#libs/kernel';
import { renewSettings } from '../returns/sources/stored-source.js';
import { renewSecrets } from '../senders/parse-transport.js';
import type { TransportSetting } from '../senders/sender.entity.js';

const SENDERS = {
  name: 'senders',
  // Archived ones as well: mails that name them still leave.
  read: `SELECT id::text AS key, '' AS type, transport AS stored FROM senders WHERE jsonb_typeof(transport) = 'object'`,
  write: `UPDATE senders SET transport = $2 WHERE id = $1::bigint AND transport = $3::jsonb`,
};

const SOURCES = {
  name: 'sources of returned mail',
  read: `SELECT id::text AS key, type, settings AS stored FROM return_sources`,
  write: `UPDATE return_sources SET settings = $2 WHERE id = $1::bigint AND settings = $3::jsonb`,
};

const KEYS = {
  name: 'DKIM keys',
  read: `SELECT domain || ' ' || selector AS key, '' AS type, private_key AS stored FROM dkim_keys
    WHERE private_key IS NOT NULL`,
  write: `UPDATE dkim_keys SET private_key = $2::jsonb #>> '{}'
    WHERE domain || ' ' || selector = $1 AND private_key = $3::jsonb #>> '{}'`,
};

/** Says where delivery keeps credentials, so that they are sealed. */
@Injectable()
export class StoredCredentials implements OnModuleInit {
  constructor(
    @Inject(CredentialRenewal) private readonly renewal: CredentialRenewal,
    @Inject(CredentialSeal) private readonly seal: CredentialSeal,
  ) {}

  onModuleInit(): void {
    const { renewal, seal } = this;
    renewal.register({ ...SENDERS, renew: (stored) => renewSecrets(stored as TransportSetting, seal) });
    renewal.register({
      ...SOURCES,
      renew: (stored, type) => renewSettings(type, stored as Readonly<Record<string, unknown>>, seal),
    });
    renewal.register({ ...KEYS, renew: (stored) => seal.renew(stored) });
  }
}
