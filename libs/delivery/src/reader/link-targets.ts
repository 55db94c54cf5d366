import { Inject, Injectable } from '@nestjs/common';
import { isTargetTemplate } from '#libs/content';
import { Database } from '#libs/db';

// The version that was sent; a click that comes before the answer of the mail server finds it, too.
const LINKS = `
  SELECT version.links->>$2::int AS target FROM messages message
  JOIN template_versions version ON version.template_id = message.template_id
    AND version.version = message.template_version
  WHERE message.id = $1`;

/** Where the links of sent mails lead. */
@Injectable()
export class LinkTargets {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** The target at `index` of the link table of the version that was sent; null when there is none, or only its template. */
  async find(messageId: number, index: number): Promise<string | null> {
    const [row] = await this.db.query<{ target: string | null }>(LINKS, [messageId, index]);
    const target = row?.target ?? null;
    return target === null || isTargetTemplate(target) ? null : target;
  }
}
