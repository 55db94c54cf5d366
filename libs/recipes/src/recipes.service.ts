import { AutomationRegistry } from '#libs/automations';
import { DomainError } from '#libs/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { parseAnswers } from './apply/recipe-application.service.js';
import { type Answers, AnswerSuggestions } from './apply/answer-suggestions.service.js';
import { type Flow, flowOf } from './flow/flow.js';
import { previewOf } from './flow/preview.js';
import type { Recipe, RecipeGroup } from './kit/define-recipe.js';
import { RECIPES } from './recipe.list.js';

/** A recipe as the gallery shows it. */
export interface RecipeView {
  readonly key: string;
  readonly name: string;
  readonly group: RecipeGroup;
  readonly summary: string;
  readonly story: readonly string[];
  readonly tips: readonly string[];
  readonly measure: readonly string[];
  /** JSON Schema (2020-12) of its questions: the form is drawn from it. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Answers from the data that there are: what applying it without any would take. */
  readonly suggested: Answers;
  /** What applying it makes, by name. */
  readonly makes: {
    readonly templates: readonly string[];
    readonly segments: readonly string[];
    readonly tags: readonly string[];
  };
  /** The picture of its steps. */
  readonly flow: Flow;
}

/** Journeys to begin with. */
@Injectable()
export class RecipesService {
  constructor(
    @Inject(AutomationRegistry) private readonly registry: AutomationRegistry,
    @Inject(AnswerSuggestions) private readonly suggestions: AnswerSuggestions,
  ) {}

  /** All of them, with answers suggested. */
  async list(): Promise<RecipeView[]> {
    const suggested = await this.suggestions.suggest(RECIPES);
    return RECIPES.map((recipe, index) => this.show(recipe, suggested[index] ?? {}));
  }

  async get(key: string): Promise<RecipeView> {
    const recipe = this.find(key);
    const [suggested = {}] = await this.suggestions.suggest([recipe]);
    return this.show(recipe, suggested);
  }

  /** Throws `recipe.not_found`. */
  find(key: string): Recipe {
    const recipe = RECIPES.find((one) => one.key === key);
    if (!recipe) throw new DomainError('recipe.not_found');
    return recipe;
  }

  private show(recipe: Recipe, suggested: Answers): RecipeView {
    const { key, name, group, summary, story, tips, measure, begins, asks } = recipe;
    const { document, ...makes } = previewOf(recipe.make(parseAnswers(recipe, suggested)));
    const schema = { ...z.toJSONSchema(asks, { io: 'input' }) };
    const flow = flowOf(document, begins, (type) => this.registry.step(type)?.edges ?? []);
    return { key, name, group, summary, story, tips, measure, schema, suggested, makes, flow };
  }
}
