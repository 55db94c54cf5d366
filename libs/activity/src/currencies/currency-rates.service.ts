import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database } from '#libs/db';
import { Clock, type FieldError, invalid } from '#libs/kernel';

export interface CurrencyRate {
  readonly currency: string;
  /** YYYY-MM-DD; the rate holds from then on, until the next. */
  readonly day: string;
  /** What one unit is worth in the organisation's currency, as a decimal. */
  readonly rate: string;
}

/** A currency that events come in, and what is known about it. */
export interface SeenCurrency {
  readonly currency: string;
  readonly events: readonly string[];
  readonly latest: { readonly day: string; readonly rate: string } | null;
}

const LIST = `
  SELECT currency, day::text AS day, rate::text AS rate FROM currency_rates
  WHERE base = $1 AND ($2::text IS NULL OR currency = $2)
    AND ($3::date IS NULL OR (day, currency) < ($3::date, $4::text))
  ORDER BY day DESC, currency DESC LIMIT $5`;

// changed_at only where something changed: it has conditions judged again.
const PUT = `
  INSERT INTO currency_rates (base, currency, day, rate, changed_at)
  SELECT $1, currency, day, rate, $5 FROM unnest($2::text[], $3::date[], $4::numeric[]) AS given (currency, day, rate)
  ORDER BY currency, day
  ON CONFLICT (base, currency, day) DO UPDATE SET rate = excluded.rate, changed_at = excluded.changed_at
    WHERE currency_rates.rate <> excluded.rate`;

// What hung on the rate that is gone is judged again because of its neighbours.
const REMOVE = `
  WITH gone AS (DELETE FROM currency_rates WHERE base = $1 AND currency = $2 AND day = $3 RETURNING currency)
  UPDATE currency_rates SET changed_at = $4 FROM gone
  WHERE base = $1 AND currency_rates.currency = gone.currency AND day <> $3`;

const SEEN = `
  SELECT coalesce(nullif(currency, ''), $1) AS currency, array_agg(DISTINCT name ORDER BY name) AS events
  FROM event_currencies GROUP BY 1 ORDER BY 1`;

const LATEST = `
  SELECT DISTINCT ON (currency) currency, day::text AS day, rate::text AS rate FROM currency_rates
  WHERE base = $1 ORDER BY currency, day DESC`;

/** What other currencies are worth in the organisation's, day by day: what sums over several are converted by. */
@Injectable()
export class CurrencyRates {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The newest days first. */
  async list(
    currency: string | null,
    before: readonly [day: string, currency: string] | null,
    limit: number,
  ): Promise<CurrencyRate[]> {
    const { currency: base } = await this.settings.read();
    return this.db.query<CurrencyRate & Record<string, unknown>>(LIST, [
      base,
      currency,
      ...(before ?? [null, null]),
      limit,
    ]);
  }

  /** Stores rates, all or none; one that is there for the day is replaced. Throws 422 with the path of each that is wrong. */
  async put(rates: readonly CurrencyRate[]): Promise<void> {
    const { currency: base } = await this.settings.read();
    const errors = rates.flatMap((rate, index) => problemsOf(rate, base, `rates[${String(index)}]`));
    const days = new Set<string>();
    rates.forEach(({ currency, day }, index) => {
      const key = `${currency} ${day}`;
      if (days.has(key))
        errors.push({ path: `rates[${String(index)}]`, message: `is the second of ${currency} for ${day}` });
      days.add(key);
    });
    if (errors.length > 0) throw invalid(errors);
    await this.db.execute(PUT, [
      base,
      rates.map(({ currency }) => currency),
      rates.map(({ day }) => day),
      rates.map(({ rate }) => rate),
      this.clock.now(),
    ]);
  }

  async remove(currency: string, day: string): Promise<void> {
    const { currency: base } = await this.settings.read();
    const errors = isDay(day) ? [] : [{ path: 'day', message: 'must be a day as YYYY-MM-DD' }];
    if (errors.length > 0) throw invalid(errors);
    await this.db.execute(REMOVE, [base, currency, day, this.clock.now()]);
  }

  /** The organisation's currency, and every other that events have come in. */
  async seen(): Promise<{ base: string; data: SeenCurrency[] }> {
    const { currency: base } = await this.settings.read();
    const seen = await this.db.query<{ currency: string; events: string[] }>(SEEN, [base]);
    const latest = await this.db.query<CurrencyRate & Record<string, unknown>>(LATEST, [base]);
    const byCurrency = new Map(latest.map(({ currency, day, rate }) => [currency, { day, rate }]));
    const events = new Map(seen.map((row) => [row.currency, row.events]));
    const codes = [...new Set([...events.keys(), ...byCurrency.keys()])].filter((code) => code !== base).sort();
    const data = codes.map((currency) => ({
      currency,
      events: events.get(currency) ?? [],
      latest: byCurrency.get(currency) ?? null,
    }));
    return { base, data };
  }
}

function problemsOf({ currency, day, rate }: CurrencyRate, base: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!/^[A-Z]{3}$/.test(currency))
    errors.push({ path: `${path}.currency`, message: 'must be a currency code as EUR' });
  else if (currency === base)
    errors.push({ path: `${path}.currency`, message: 'is the organisation’s own: it needs no rate' });
  if (!isDay(day)) errors.push({ path: `${path}.day`, message: 'must be a day as YYYY-MM-DD' });
  if (!/^\d{1,12}(\.\d{1,12})?$/.test(rate) || Number(rate) <= 0)
    errors.push({ path: `${path}.rate`, message: 'must be a number above 0, such as 1.0834' });
  return errors;
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
