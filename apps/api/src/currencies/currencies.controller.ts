import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { type CurrencyRate, CurrencyRates, type SeenCurrency } from '#libs/activity';
import { decodeCursor, isMoment, noCursor, type Page, toPage } from '../http/keyset.js';
import { PutRatesBody, RateListQuery } from './currencies.dto.js';

@Controller('api/v1/currencies')
export class CurrenciesController {
  constructor(private readonly rates: CurrencyRates) {}

  @Get()
  async seen(): Promise<Page<SeenCurrency> & { readonly base: string }> {
    return { ...(await this.rates.seen()), next_cursor: null };
  }

  @Get('rates')
  async list(@Query() { limit, cursor, currency }: RateListQuery): Promise<Page<CurrencyRate>> {
    const rates = await this.rates.list(currency ?? null, toRateCursor(decodeCursor(cursor, 2)), limit + 1);
    return toPage(
      rates,
      limit,
      (rate) => [rate.day, rate.currency],
      (rate) => rate,
    );
  }

  @Put('rates')
  async put(@Body() { rates }: PutRatesBody): Promise<{ stored: number }> {
    await this.rates.put(rates);
    return { stored: rates.length };
  }

  @Delete('rates/:currency/:day')
  async remove(@Param('currency') currency: string, @Param('day') day: string): Promise<Record<string, never>> {
    await this.rates.remove(currency, day);
    return {};
  }
}

function toRateCursor(key: readonly (string | number | null)[] | null): readonly [day: string, code: string] | null {
  if (!key) return null;
  const [day, code] = key;
  if (!isMoment(day) || typeof code !== 'string') throw noCursor();
  return [day, code];
}
