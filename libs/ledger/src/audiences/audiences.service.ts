import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CredentialRenewal } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock, CredentialSeal, DomainError, invalid, parseDocument, refuseNewDestination } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { openSettings, renewSettings, sealSettings } from './audience-secrets.js';
import { providerOf } from './audience-provider.list.js';
import type { AudienceProvider } from './audience-provider.js';

type Settings = Readonly<Record<string, unknown>>;

export interface AudienceInput {
  readonly name: string;
  readonly provider: string;
  readonly settings: Settings;
}

/** A list as the API shows it: without what is secret. */
export interface AudienceView extends AudienceInput {
  readonly id: number;
  readonly blocked: string | null;
  readonly last_error: string | null;
  readonly synced_at: Date | null;
  /** Changes that have not been sent. */
  readonly pending: number;
  /** Changes that the platform did not take. */
  readonly failed: number;
  readonly created_at: Date;
}

const SELECT = `
  SELECT id, name, provider, settings, blocked, last_error, synced_at, created_at,
    (SELECT count(*)::int FROM audience_changes WHERE audience_id = audiences.id AND state = 'pending') AS pending,
    (SELECT count(*)::int FROM audience_changes WHERE audience_id = audiences.id AND state = 'failed') AS failed
  FROM audiences`;
const INSERT = `
  INSERT INTO audiences (name, provider, settings, due_at, created_at) VALUES ($1, $2, $3, $4, $4) RETURNING id`;
// What was wrong may be right now: it is tried at once.
const UPDATE = `
  UPDATE audiences SET name = $2, settings = $3, blocked = NULL, failures = 0, due_at = $4 WHERE id = $1`;

const STORED = `SELECT id::text AS key, provider AS type, settings AS stored FROM audiences`;
const RESEAL = `UPDATE audiences SET settings = $2 WHERE id = $1::bigint AND settings = $3::jsonb`;

/** Lists at advertising platforms: what the organisation has set up. */
@Injectable()
export class Audiences implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(CredentialSeal) private readonly seal: CredentialSeal,
    @Inject(CredentialRenewal) private readonly renewal: CredentialRenewal,
  ) {}

  onModuleInit(): void {
    this.renewal.register({
      ...{ name: 'audiences', read: STORED, write: RESEAL },
      renew: (stored, type) => renewSettings(providerOf(type), stored as Settings, this.seal),
    });
  }

  async list(): Promise<AudienceView[]> {
    const rows = await this.db.query<AudienceView & Record<string, unknown>>(`${SELECT} ORDER BY id DESC`);
    return rows.map(withoutSecrets);
  }

  /** Throws `audience.not_found`. */
  async get(id: number): Promise<AudienceView> {
    return withoutSecrets(await this.read(id));
  }

  async create({ name, provider, settings }: AudienceInput): Promise<AudienceView> {
    const sealed = this.parse(requireProvider(provider), settings);
    const params = [name, provider, JSON.stringify(sealed), this.clock.now()];
    const [row] = await this.db.query<{ id: number }>(INSERT, params);
    return this.get(row?.id ?? 0);
  }

  /** Settings that are left out stay as they are, secret ones too. */
  async update(id: number, change: { name?: string | undefined; settings?: Settings | undefined }) {
    const stored = await this.read(id);
    const provider = requireProvider(stored.provider);
    if (change.settings) refuseNewDestination(destinationsOf(provider, stored.settings, change.settings));
    const settings = change.settings
      ? this.parse(provider, { ...this.openOthers(provider, stored, change.settings), ...change.settings })
      : renewSettings(provider, stored.settings, this.seal);
    await this.db.execute(UPDATE, [id, change.name ?? stored.name, JSON.stringify(settings), this.clock.now()]);
    this.signals.signal('audiences.sync', {});
    return this.get(id);
  }

  /** What has not been sent is not sent any more; who is on the list at the platform stays there. */
  async remove(id: number): Promise<void> {
    const removed = await this.db.execute('DELETE FROM audiences WHERE id = $1', [id]);
    if (removed === 0) throw new DomainError('audience.not_found');
  }

  /** What a change leaves out, in the clear: what it enters anew need not be readable. */
  private openOthers(provider: AudienceProvider, { settings }: AudienceView, change: Settings): Settings {
    const others = Object.entries(settings).filter(([name]) => !(name in change));
    return openSettings(provider, Object.fromEntries(others), this.seal);
  }

  private parse(provider: AudienceProvider, settings: Settings): Settings {
    return sealSettings(provider, parseDocument(provider.params, settings, { prefix: 'settings' }), this.seal);
  }

  private async read(id: number): Promise<AudienceView> {
    const [row] = await this.db.query<AudienceView & Record<string, unknown>>(`${SELECT} WHERE id = $1`, [id]);
    if (!row) throw new DomainError('audience.not_found');
    return row;
  }
}

function requireProvider(type: string): AudienceProvider {
  const provider = providerOf(type);
  if (!provider) throw invalid([{ path: 'provider', message: `There is no provider "${type}"` }]);
  return provider;
}

function withoutSecrets(view: AudienceView): AudienceView {
  const secrets = providerOf(view.provider)?.secrets ?? Object.keys(view.settings);
  const shown = Object.entries(view.settings).filter(([name]) => !secrets.includes(name));
  return { ...view, settings: Object.fromEntries(shown) };
}

/** What is left out stays, but for secrets: those are asked for again when the server is another. */
function destinationsOf({ secrets }: AudienceProvider, stored: Settings, change: Settings) {
  const shown = Object.entries(stored).filter(([name]) => !secrets.includes(name));
  return { given: { ...Object.fromEntries(shown), ...change }, stored, secrets, prefix: 'settings' };
}
