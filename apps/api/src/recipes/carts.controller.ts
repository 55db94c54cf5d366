import { Controller, Get, Query } from '@nestjs/common';
import { CartHistories, type CartHistory } from '#libs/recipes';
import { CartHistoryQuery } from './recipes.dto.js';

/** What past carts tell before somebody decides how often to remind. */
@Controller('api/v1/carts')
export class CartsController {
  constructor(private readonly histories: CartHistories) {}

  @Get('history')
  history(@Query() query: CartHistoryQuery): Promise<CartHistory> {
    return this.histories.read(query);
  }
}
