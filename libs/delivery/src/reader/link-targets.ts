import { Inject, Injectable } from '@nestjs/common';
import { isTargetTemplate } from '#libs/content';
import { Database } from '#libs/db';
import { Gathering } from '#libs/kernel';
import { BoundedMap } from './bounded-map.js';

// The version is there before the mail leaves: a click that comes before the answer of the mail server finds it, too.
const MAILS = `
  SELECT id, template_id || ':' || template_version AS version, state = 'sent' AS final FROM messages
  WHERE id = ANY ($1::bigint[]) AND template_id IS NOT NULL AND template_version IS NOT NULL`;

const VERSIONS = `
  SELECT template_id || ':' || version AS version, links FROM template_versions
  WHERE (template_id, version) IN
    (SELECT split_part(wanted, ':', 1)::bigint, split_part(wanted, ':', 2)::integer FROM unnest($1::text[]) wanted)`;

/** Characters of all links that are kept. */
const MAX_LINKS = 8_000_000;
/** Who has clicked may click again, and scanners follow every link. */
const MAX_MAILS = 50_000;
const MAX_BATCH = 1_000;

type Links = readonly (string | null)[];

interface MailRow extends Record<string, unknown> {
  readonly id: number;
  readonly version: string;
  readonly final: boolean;
}

/**
 * Where the links of sent mails lead. Clicks that come together are looked up together, and what was looked up once is
 * known without the database.
 */
@Injectable()
export class LinkTargets {
  private readonly links = new BoundedMap<string, Links>(MAX_LINKS, (links) =>
    links.reduce((sum, link) => sum + (link?.length ?? 0), 100),
  );
  private readonly versions = new BoundedMap<number, string>(MAX_MAILS, () => 1);
  private readonly lookUp = new Gathering<number, Links | undefined>((ids) => this.load(ids), {
    limit: MAX_BATCH,
    isCommon: () => true,
  });

  constructor(@Inject(Database) private readonly db: Database) {}

  /** The target at `index` of the link table of the version that was sent; null when there is none, or only its template. */
  async find(messageId: number, index: number): Promise<string | null> {
    const links = this.known(messageId) ?? (await this.lookUp.call(messageId));
    return targetIn(links, index);
  }

  private known(messageId: number): Links | undefined {
    const version = this.versions.get(messageId);
    return version === undefined ? undefined : this.links.get(version);
  }

  private async load(ids: readonly number[]): Promise<(Links | undefined)[]> {
    const mails = await this.db.query<MailRow>(MAILS, [ids]);
    const unknown = new Set(mails.map(({ version }) => version).filter((version) => !this.links.get(version)));
    const loaded = unknown.size > 0 ? await this.loadLinks([...unknown]) : new Map<string, Links>();
    const versionOf = new Map(mails.map(({ id, version }) => [id, version]));
    for (const { id, version, final } of mails) if (final) this.versions.set(id, version);
    return ids.map((id) => {
      const version = versionOf.get(id);
      return version === undefined ? undefined : (loaded.get(version) ?? this.links.get(version));
    });
  }

  private async loadLinks(versions: readonly string[]): Promise<ReadonlyMap<string, Links>> {
    const rows = await this.db.query<{ version: string; links: Links }>(VERSIONS, [versions]);
    for (const { version, links } of rows) this.links.set(version, links);
    return new Map(rows.map(({ version, links }) => [version, links]));
  }
}

function targetIn(links: Links | undefined, index: number): string | null {
  const target = links?.[index] ?? null;
  return target === null || isTargetTemplate(target) ? null : target;
}
