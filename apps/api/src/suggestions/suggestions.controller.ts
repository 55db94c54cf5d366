import { Controller, Get, Query } from '@nestjs/common';
import { suggestEventNames, suggestProperties, suggestPropertyValues } from '#libs/activity';
import { FieldCatalogue, suggestValues } from '#libs/contacts';
import { Database } from '#libs/db';
import { invalid } from '#libs/kernel';
import type { Page } from '../http/keyset.js';
import { SuggestionsQuery } from './suggestions.dto.js';

/** What an input offers while somebody types: names and values that are in the data. */
@Controller('api/v1/suggestions')
export class SuggestionsController {
  constructor(
    private readonly db: Database,
    private readonly fields: FieldCatalogue,
  ) {}

  @Get()
  async list(@Query() query: SuggestionsQuery): Promise<Page<string>> {
    return { data: await this.find(query), next_cursor: null };
  }

  private async find({ field, event, property, search = '', limit }: SuggestionsQuery): Promise<string[]> {
    if (field !== undefined) return this.findValues(field, search, limit);
    if (event === undefined) return suggestEventNames(this.db, search, limit);
    if (property === undefined) return suggestProperties(this.db, event, search, limit);
    return suggestPropertyValues(this.db, { event, property }, search, limit);
  }

  private async findValues(key: string, search: string, limit: number): Promise<string[]> {
    const field = (await this.fields.load()).get(key);
    if (!field) throw invalid([{ path: 'field', message: `there is no field "${key}"` }]);
    return (await suggestValues(this.db, field, search, limit)).map(({ value }) => value);
  }
}
