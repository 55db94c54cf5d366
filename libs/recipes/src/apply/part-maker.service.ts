import { type Actor, OrganisationSettings } from '#libs/accounts';
import { FieldsService } from '#libs/contacts';
import { TemplatesService } from '#libs/content';
import type { Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { SegmentsService, StaticMembers } from '#libs/segments';
import { Inject, Injectable } from '@nestjs/common';
import type { RecipeMail, RecipeParts, RecipeSegment } from '../kit/define-recipe.js';
import { toMjml } from '../kit/mail-source.js';
import { findFreeName } from './free-name.js';

/** A document that the automation names: one that there was already, word for word, or a new one. */
export interface MadePart {
  readonly id: number;
  readonly name: string;
  readonly reused: boolean;
}

export type MadeByKey = ReadonlyMap<string, MadePart>;

// A number behind the name is what an earlier application gave it.
const SAME_TEMPLATE = `
  SELECT id, name FROM templates
  WHERE archived_at IS NULL AND published_version = version AND starts_with(name, $1)
    AND regexp_replace(substr(name, length($1) + 1), '^ \\(\\d+\\)$', '') = ''
    AND subject = $2 AND preheader = $3 AND mjml = $4
  ORDER BY id LIMIT 1`;
const SAME_SEGMENT = `
  SELECT id, name FROM segments
  WHERE archived_at IS NULL AND starts_with(name, $1)
    AND regexp_replace(substr(name, length($1) + 1), '^ \\(\\d+\\)$', '') = ''
    AND kind = $2 AND condition IS NOT DISTINCT FROM $3::jsonb
  ORDER BY id LIMIT 1`;

/** Makes what a recipe's automation names, within the transaction of the application. */
@Injectable()
export class PartMaker {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(FieldsService) private readonly fields: FieldsService,
    @Inject(SegmentsService) private readonly segments: SegmentsService,
    @Inject(StaticMembers) private readonly members: StaticMembers,
    @Inject(TemplatesService) private readonly templates: TemplatesService,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
  ) {}

  async makeFields(tx: Tx, fields: NonNullable<RecipeParts['fields']>): Promise<void> {
    for (const { key, type } of fields) await this.fields.ensure(tx, [key], type);
  }

  /** Throws `auth.forbidden` when segments are for administrators. */
  async makeSegments(tx: Tx, segments: Readonly<Record<string, RecipeSegment>>, by: Actor): Promise<MadeByKey> {
    const made = new Map<string, MadePart>();
    for (const [key, segment] of Object.entries(segments)) made.set(key, await this.makeSegment(tx, segment, by));
    return made;
  }

  async makeMails(tx: Tx, mails: Readonly<Record<string, RecipeMail>>, by: Actor): Promise<MadeByKey> {
    const made = new Map<string, MadePart>();
    for (const [key, mail] of Object.entries(mails)) made.set(key, await this.makeMail(tx, mail, by));
    return made;
  }

  private async makeSegment(tx: Tx, { members, ...given }: RecipeSegment, by: Actor): Promise<MadePart> {
    const kind = given.condition ? 'dynamic' : 'static';
    const condition = given.condition ? JSON.stringify(given.condition) : null;
    const [same] = await tx.query<{ id: number; name: string }>(SAME_SEGMENT, [given.name, kind, condition]);
    const part = same ? { ...same, reused: true } : await this.addSegment(tx, { ...given, kind }, by);
    if (members) await this.fill(tx, part.id, await members(tx, this.clock.now()));
    return part;
  }

  private async addSegment(
    tx: Tx,
    given: Omit<RecipeSegment, 'members'> & { kind: 'dynamic' | 'static' },
    by: Actor,
  ): Promise<MadePart> {
    const { segment_editors: editors } = await this.settings.read(tx);
    if (editors === 'administrators' && by.role !== 'administrator') {
      throw new DomainError('auth.forbidden', 'This recipe makes a segment, which only administrators may do here.');
    }
    const name = await findFreeName(tx, 'segments', given.name);
    const { id } = await this.segments.createWithin(tx, { ...given, name }, by);
    return { id, name, reused: false };
  }

  /** Quietly: whom the past puts on a list starts nothing. */
  private async fill(tx: Tx, segment: number, contactIds: readonly number[]): Promise<void> {
    if (contactIds.length > 0) await this.members.add(tx, segment, contactIds, { cause: 'hand', quiet: true });
  }

  private async makeMail(tx: Tx, mail: RecipeMail, by: Actor): Promise<MadePart> {
    const { subject, preheader } = mail;
    const mjml = toMjml(mail);
    const source = [mail.name, subject, preheader, mjml];
    const [same] = await tx.query<{ id: number; name: string }>(SAME_TEMPLATE, source);
    if (same) return { ...same, reused: true };
    const name = await findFreeName(tx, 'templates', mail.name);
    const { id } = await this.templates.createWithin(tx, { name, subject, preheader, mjml }, by);
    return { id, name, reused: false };
  }
}
