import { Inject, Injectable } from '@nestjs/common';
import { suggestEventNames, suggestProperties, suggestPropertyValues } from '#libs/activity';
import { FieldCatalogue, type FieldDefinition } from '#libs/contacts';
import { Database } from '#libs/db';
import type { Suggest } from '../kit/asks.js';
import type { Recipe } from '../kit/define-recipe.js';

export type Answers = Readonly<Record<string, unknown>>;

/** What there is to suggest from. */
interface Present {
  readonly events: ReadonlySet<string>;
  readonly dateFields: readonly FieldDefinition[];
  readonly topics: ReadonlySet<string>;
  readonly salesperson: number | null;
  /** Of the default sender. */
  readonly domain: string | null;
}

const MOST_EVENTS = 1_000;
const MOST_VALUES = 5;

const PLACE = `
  SELECT ARRAY(SELECT slug FROM topics) AS topics,
    (SELECT id FROM users WHERE role = 'sales' AND disabled_at IS NULL ORDER BY id LIMIT 1) AS salesperson,
    (SELECT split_part(email, '@', 2) FROM senders WHERE archived_at IS NULL ORDER BY is_default DESC, id LIMIT 1) AS domain`;

/** Answers the questions of recipes from the data that there are: names of events, fields, topics, values. */
@Injectable()
export class AnswerSuggestions {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(FieldCatalogue) private readonly fields: FieldCatalogue,
  ) {}

  /** One set of answers for each recipe; what may stay open has none. */
  async suggest(recipes: readonly Recipe[]): Promise<Answers[]> {
    const present = await this.look();
    return Promise.all(recipes.map((recipe) => this.answer(recipe, present)));
  }

  private async look(): Promise<Present> {
    const [events, fields, [place]] = await Promise.all([
      suggestEventNames(this.db, '', MOST_EVENTS),
      this.fields.load(),
      this.db.query<{ topics: string[]; salesperson: number | null; domain: string | null }>(PLACE),
    ]);
    return {
      events: new Set(events),
      dateFields: fields.all.filter(({ type }) => type === 'date' || type === 'datetime'),
      topics: new Set(place?.topics),
      salesperson: place?.salesperson ?? null,
      domain: place?.domain ?? null,
    };
  }

  /** In the order of the questions: a later one may look at the answers before it. */
  private async answer({ asks }: Recipe, present: Present): Promise<Answers> {
    const answers: Record<string, unknown> = {};
    for (const [name, schema] of Object.entries(asks.shape)) {
      const suggest = (schema as { meta(): { suggest?: Suggest } | undefined }).meta()?.suggest;
      const value = suggest && (await this.find(suggest, present, answers));
      if (value !== undefined && value !== null) answers[name] = value;
    }
    return answers;
  }

  private async find(suggest: Suggest, present: Present, answers: Answers): Promise<unknown> {
    switch (suggest.kind) {
      case 'fixed':
        return suggest.value;
      case 'event':
        return firstOf(suggest.of, present.events);
      case 'topic':
        return suggest.of.find((slug) => present.topics.has(slug)) ?? [...present.topics][0];
      case 'date field':
        return findField(suggest.of, present.dateFields);
      case 'salesperson':
        return present.salesperson;
      case 'page':
        return `https://${present.domain ?? 'www.example.com'}${suggest.path}`;
      case 'property':
        return this.findProperty(answerOr(answers, suggest.event), suggest.of, present);
      case 'value':
        return this.findValue(suggest, present, answers);
    }
  }

  private async findProperty(event: string, of: readonly string[], present: Present): Promise<string | undefined> {
    const seen = present.events.has(event) ? await suggestProperties(this.db, event, '', MOST_EVENTS) : [];
    return firstOf(of, new Set(seen));
  }

  private async findValue(
    { event: asked, property: of, nth, otherwise }: Extract<Suggest, { kind: 'value' }>,
    present: Present,
    answers: Answers,
  ): Promise<string> {
    const [event, property] = [answerOr(answers, asked), answerOr(answers, of)];
    if (!present.events.has(event)) return otherwise;
    return (await suggestPropertyValues(this.db, { event, property }, '', MOST_VALUES))[nth] ?? otherwise;
  }
}

/** The first that is there, else the first of all: names that have not come in yet are allowed. */
function firstOf(names: readonly string[], present: ReadonlySet<string>): string | undefined {
  return names.find((name) => present.has(name)) ?? names[0];
}

function findField(keys: readonly string[], fields: readonly FieldDefinition[]): string | undefined {
  return firstOf(keys, new Set(fields.map(({ key }) => key)));
}

/** The answer to the question of this name, or the name itself. */
function answerOr(answers: Answers, name: string): string {
  const answer = answers[name];
  return typeof answer === 'string' ? answer : name;
}
