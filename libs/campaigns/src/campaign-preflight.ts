import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { FieldCatalogue } from '#libs/contacts';
import { unknownFieldsOfTemplate } from '#libs/content';
import { Database } from '#libs/db';
import { Config } from '#libs/kernel';
import { lacksVerification, readCampaignFacts } from './campaign-facts.js';
import { CampaignSnapshot, type RoundCount } from './campaign-snapshot.js';
import type { CampaignEntity } from './campaign.entity.js';
import { CampaignsService } from './campaigns.service.js';
import { CampaignValues, isNobodys } from './values/campaign-values.service.js';
import { describeValue } from './values/describe-value.js';

export interface PreflightProblem {
  readonly code: string;
  /** `error` keeps the campaign from starting; `warning` is for a human to weigh. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** For how many of the audience a value is empty, and its name for the list of them; null for any other problem. */
  readonly lacking: { readonly value: string; readonly people: number } | null;
}

export interface Preflight {
  readonly ready: boolean;
  /** People who would get it now. */
  readonly audience: number;
  readonly problems: readonly PreflightProblem[];
  /** Whom each further round would be for; null unless the campaign is completed. */
  readonly rounds: RoundPreview | null;
}

export interface RoundPreview {
  readonly failed: RoundCount;
  /** `failed` with `unknown: true`. */
  readonly failed_or_unknown: RoundCount;
  readonly joined: RoundCount;
}

/** What to know before a campaign starts. */
@Injectable()
export class CampaignPreflight {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CampaignsService) private readonly campaigns: CampaignsService,
    @Inject(CampaignSnapshot) private readonly snapshot: CampaignSnapshot,
    @Inject(OrganisationSettings) private readonly organisation: OrganisationSettings,
    @Inject(FieldCatalogue) private readonly fields: FieldCatalogue,
    @Inject(CampaignValues) private readonly values: CampaignValues,
    @Inject(Config) private readonly config: Config,
  ) {}

  async check(id: number): Promise<Preflight> {
    const campaign = await this.campaigns.get(id);
    const audience = await this.campaigns.countAudience(id);
    const facts = await readCampaignFacts(this.db, id);
    const { postal_address: organisationAddress, require_verified_domain: required } = await this.organisation.get();
    const problems: PreflightProblem[] = [];
    const add = (severity: PreflightProblem['severity'], code: string, message: string): void => {
      problems.push({ severity, code, message, lacking: null });
    };
    if (!facts.published) add('error', 'template.unpublished', 'The template has no published version yet.');
    for (const { message } of await unknownFieldsOfTemplate(this.db, campaign.templateId, this.fields)) {
      add('warning', 'template.unknown_field', `The mail: ${message}`);
    }
    problems.push(...(await this.checkContent(campaign, audience)));
    if (facts.sender === null) add('error', 'sender.missing', 'There is no sender. Add one under Settings → Senders.');
    if (lacksVerification(facts)) {
      const message = 'The DNS of the sender’s domain was not found complete: see Settings → Senders.';
      add(required ? 'error' : 'warning', 'domain.unverified', message);
    }
    if (facts.unaligned !== null) add('warning', 'spf.unaligned', facts.unaligned);
    if (audience === 0) add('warning', 'audience.empty', 'Nobody in this audience is subscribed to the topic.');
    if (campaign.audience.everyone) add('warning', 'audience.everyone', 'This mail goes to everybody alike.');
    if (!facts.postal_address && !organisationAddress) {
      add('warning', 'postal_address.missing', 'No postal address is set; many countries ask for one in each mail.');
    }
    if (!this.config.publicUrl.startsWith('https://')) {
      add(
        'warning',
        'public_url.not_https',
        'PUBLIC_URL is not https: mailbox providers ignore one-click unsubscribe.',
      );
    }
    const rounds = campaign.status === 'completed' ? await this.countRounds(id) : null;
    return { ready: !problems.some((problem) => problem.severity === 'error'), audience, problems, rounds };
  }

  /** What the mail lacks for its people (D54), and whether mail programs would cut it off (D50). */
  private async checkContent(campaign: CampaignEntity, audience: number): Promise<PreflightProblem[]> {
    // Of one that has started it is decided, mail by mail.
    const template = campaign.startedAt === null ? await this.values.template(campaign) : null;
    if (!template) return [];
    const counted = await this.values.count(campaign, template);
    const lacking = counted.map((count) => ({
      severity: count.shown.some(isNobodys) ? ('error' as const) : ('warning' as const),
      code: count.shown.some(({ part }) => part === 'subject')
        ? 'template.subject_value_missing'
        : 'template.value_missing',
      message: describeValue(count, audience),
      lacking: { value: count.key, people: count.people },
    }));
    const large = template.warnings.filter(({ code }) => code === 'too_large');
    const tooLarge = large.map(({ message }) => ({
      ...{ severity: 'warning' as const, code: 'template.too_large', message, lacking: null },
    }));
    return [...lacking, ...tooLarge];
  }

  private async countRounds(id: number): Promise<RoundPreview> {
    return this.db.transaction(async (tx) => ({
      failed: await this.snapshot.countRound(tx, id, 'failed', false),
      failed_or_unknown: await this.snapshot.countRound(tx, id, 'failed', true),
      joined: await this.snapshot.countRound(tx, id, 'joined', false),
    }));
  }
}
