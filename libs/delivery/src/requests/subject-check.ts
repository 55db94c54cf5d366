import { Inject, Injectable } from '@nestjs/common';
import { normalizeEmail } from '#libs/contacts';
import { CompiledTemplates } from '#libs/content';
import { Database } from '#libs/db';
import type { FieldError } from '#libs/kernel';
import { MailPreviewContexts } from '../render/mail-preview-contexts.js';

interface AskedMail {
  readonly templateId: number;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly address: string;
}

const CONTACT = `SELECT contact_id AS id FROM contact_identities WHERE kind = 'email' AND value = $1`;

/**
 * Says at the call what the gate would say of a mail's subject later (D67), when nobody is there any more to mend it.
 * Most templates have no value without a fallback in their subject, and cost nothing here.
 */
@Injectable()
export class SubjectCheck {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CompiledTemplates) private readonly templates: CompiledTemplates,
    @Inject(MailPreviewContexts) private readonly contexts: MailPreviewContexts,
  ) {}

  /** Each value that is missing, at the member of the request that should have brought it. */
  async findProblems({ templateId, data, address }: AskedMail): Promise<FieldError[]> {
    const { template } = await this.templates.get(templateId, null);
    if (template.uses.open.every(({ part }) => part !== 'subject')) return [];
    const segments = template.uses.segments.map(({ name }) => name);
    const context = await this.contexts.load(await this.findContact(address), segments, data);
    return template.missingInSubject(context).map(toProblem);
  }

  private async findContact(address: string): Promise<number | null> {
    const [found] = await this.db.query<{ id: number }>(CONTACT, [normalizeEmail(address)]);
    return found?.id ?? null;
  }
}

function toProblem(names: readonly string[]): FieldError {
  const given = names.find((name) => name.startsWith('event.'));
  const [first = ''] = names;
  if (given) {
    const path = `data.${given.slice('event.'.length)}`;
    return { path, message: 'is missing, and the subject of the template shows it without a fallback' };
  }
  const path = first.startsWith('campaign.') ? 'template_id' : 'to';
  const message = `the subject of the template shows ${first}, which is missing, without a fallback`;
  return { path, message };
}
