import { AccountsModule } from '#libs/accounts';
import { ActivityModule } from '#libs/activity';
import { AutomationsModule } from '#libs/automations';
import { ContactsModule } from '#libs/contacts';
import { ContentModule } from '#libs/content';
import { SegmentsModule } from '#libs/segments';
import { Module } from '@nestjs/common';
import { AnswerSuggestions } from './apply/answer-suggestions.service.js';
import { PartMaker } from './apply/part-maker.service.js';
import { RecipeApplication } from './apply/recipe-application.service.js';
import { CartHistories } from './carts/cart-history.service.js';
import { RecipesService } from './recipes.service.js';

/** Journeys to begin with: data and words, and what turns them into drafts. */
@Module({
  imports: [AccountsModule, ActivityModule, AutomationsModule, ContactsModule, ContentModule, SegmentsModule],
  providers: [RecipesService, RecipeApplication, CartHistories, AnswerSuggestions, PartMaker],
  exports: [RecipesService, RecipeApplication, CartHistories],
})
export class RecipesModule {}
