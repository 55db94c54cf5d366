import { IsNotEmpty, IsObject, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

export class ApplyRecipeDto {
  /** Of the automation; the recipe's own when left out. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(180)
  name?: string;

  /** Answers by question, as the recipe's schema says. What is left out is answered from the data. */
  @IsOptional()
  @IsObject()
  params?: Record<string, unknown>;
}

export class CartHistoryQuery {
  /** What a cart's event is called. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  event: string;

  /** What an order's event is called. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  order: string;

  /** A cart counts as left when it was not touched for so long: 1h unless given. */
  @IsOptional()
  @Matches(/^[1-9]\d{0,3}(s|min|h)$/, { message: 'Write a number and s, min or h, as in 1h' })
  after = '1h';
}
