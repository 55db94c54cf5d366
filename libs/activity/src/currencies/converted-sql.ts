/**
 * The value of an event row `e` in the currency that the SQL `base` names: by the rate of its day, else of the last day
 * before it that has one, else of the first after it. A currency without any rate is no value.
 */
export function convertedSql(base: string): string {
  const rates = `FROM currency_rates rate WHERE rate.base = ${base} AND rate.currency = e.currency`;
  const before = `SELECT rate.rate ${rates} AND rate.day <= e.occurred_at::date ORDER BY rate.day DESC LIMIT 1`;
  const after = `SELECT rate.rate ${rates} ORDER BY rate.day LIMIT 1`;
  return `(CASE WHEN coalesce(nullif(e.currency, ''), ${base}) = ${base} THEN e.value
    ELSE e.value * coalesce((${before}), (${after})) END)`;
}
