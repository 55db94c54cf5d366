import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { RecipeApplication, RecipesService, type AppliedRecipe, type RecipeView } from '#libs/recipes';
import { CurrentActor } from '../access/request-actor.js';
import type { Page } from '../http/keyset.js';
import { StorablePipe } from '../http/storable.pipe.js';
import { ApplyRecipeDto } from './recipes.dto.js';

/** Journeys to begin with. There are few: they come on one page. */
@Controller('api/v1/recipes')
export class RecipesController {
  constructor(
    private readonly recipes: RecipesService,
    private readonly application: RecipeApplication,
  ) {}

  @Get()
  async list(): Promise<Page<RecipeView>> {
    return { data: await this.recipes.list(), next_cursor: null };
  }

  @Get(':key')
  get(@Param('key') key: string): Promise<RecipeView> {
    return this.recipes.get(key);
  }

  /** Nothing of what it makes runs before it is published. Applying it again with the same answers makes nothing more. */
  @Post(':key/apply')
  apply(
    @Param('key') key: string,
    @Body(StorablePipe) body: ApplyRecipeDto,
    @CurrentActor() actor: Actor,
  ): Promise<AppliedRecipe> {
    return this.application.apply(this.recipes.find(key), body, actor);
  }
}
