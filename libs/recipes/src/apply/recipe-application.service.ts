import type { Actor } from '#libs/accounts';
import { AutomationsService, type AutomationView } from '#libs/automations';
import { Database, type Tx } from '#libs/db';
import { DomainError, invalid, toFieldErrors } from '#libs/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { Recipe, RecipeParts } from '../kit/define-recipe.js';
import { atAnswers } from './answer-errors.js';
import { type Answers, AnswerSuggestions } from './answer-suggestions.service.js';
import { findFreeName } from './free-name.js';
import { type MadeByKey, type MadePart, PartMaker } from './part-maker.service.js';

export interface ApplyRequest {
  /** Of the automation; the recipe's own when left out. */
  readonly name?: string | undefined;
  /** Answers by question. One that is left out is answered from the data; null leaves open what may be. */
  readonly params?: Answers | undefined;
}

/** What an application made, or found as it would have made it. Nothing of it runs before it is published. */
export interface AppliedRecipe {
  readonly automation: MadePart;
  readonly templates: readonly MadePart[];
  readonly segments: readonly MadePart[];
  /** The answers that it was made with. */
  readonly params: Answers;
  /** Allowed, but hardly meant: an event that has never come in, for example. */
  readonly warnings: NonNullable<AutomationView['warnings']>;
}

// Two applications at once: the second finds what the first has made.
const ONE_AT_A_TIME = `SELECT pg_advisory_xact_lock(hashtextextended('recipe ' || $1, 0))`;

// The name apart, which may have got a number.
const SAME_DRAFT = `
  SELECT id, name FROM automations
  WHERE status = 'draft' AND published_version IS NULL AND draft - 'name' = $1::jsonb - 'name'
    AND regexp_replace(draft ->> 'name', ' \\(\\d+\\)$', '') = $1::jsonb ->> 'name'
  ORDER BY id LIMIT 1`;

/** Turns a recipe and answers into a draft with all that it names, in one transaction. */
@Injectable()
export class RecipeApplication {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(AnswerSuggestions) private readonly suggestions: AnswerSuggestions,
    @Inject(PartMaker) private readonly maker: PartMaker,
    @Inject(AutomationsService) private readonly automations: AutomationsService,
  ) {}

  /** Doing it twice with the same answers is doing it once. Throws `recipe.invalid` with every wrong path. */
  async apply(recipe: Recipe, { name, params = {} }: ApplyRequest, by: Actor): Promise<AppliedRecipe> {
    const [suggested = {}] = await this.suggestions.suggest([recipe]);
    const answers = parseAnswers(recipe, { ...suggested, ...params });
    const parts = recipe.make(answers);
    return this.db.transaction(async (tx) => {
      await tx.query(ONE_AT_A_TIME, [recipe.key]);
      await this.maker.makeFields(tx, parts.fields ?? []);
      const segments = await this.make(parts, answers, () => this.maker.makeSegments(tx, parts.segments ?? {}, by));
      const mails = await this.make(parts, answers, () => this.maker.makeMails(tx, parts.mails ?? {}, by));
      const document = nameParts(parts, { mails, segments });
      const named = name === undefined ? document : { ...document, name };
      const { automation, warnings } = await this.makeAutomation(tx, named, answers, by);
      return {
        automation,
        templates: [...mails.values()],
        segments: [...segments.values()],
        params: answers,
        warnings,
      };
    });
  }

  private async make(parts: RecipeParts, answers: Answers, work: () => Promise<MadeByKey>): Promise<MadeByKey> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof DomainError && error.kind === 'invalid' ? atAnswers(error, parts, answers) : error;
    }
  }

  private async makeAutomation(
    tx: Tx,
    document: ReturnType<RecipeParts['automation']>,
    answers: Answers,
    by: Actor,
  ): Promise<Pick<AppliedRecipe, 'automation' | 'warnings'>> {
    const [same] = await tx.query<{ id: number; name: string }>(SAME_DRAFT, [JSON.stringify(document)]);
    if (same) return { automation: { ...same, reused: true }, warnings: [] };
    const name = await findFreeName(tx, 'automations', document.name);
    try {
      const { id, warnings = [] } = await this.automations.createWithin(tx, { ...document, name }, by);
      return { automation: { id, name, reused: false }, warnings };
    } catch (error) {
      throw atAnswers(error, document, answers);
    }
  }
}

/** Throws `recipe.invalid`. A null is no answer. */
export function parseAnswers(recipe: Recipe, given: Answers): Answers {
  const answered = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  const parsed = recipe.asks.safeParse(Object.fromEntries(answered));
  if (!parsed.success) throw invalid(toFieldErrors(parsed.error, 'params'), 'recipe.invalid');
  return parsed.data;
}

function nameParts(parts: RecipeParts, made: { mails: MadeByKey; segments: MadeByKey }) {
  const find = (of: MadeByKey, key: string): number => {
    const part = of.get(key);
    if (!part) throw new Error(`The recipe names "${key}", which it does not make`);
    return part.id;
  };
  return parts.automation({
    mail: (key) => find(made.mails, key),
    segment: (key) => find(made.segments, key),
  });
}
