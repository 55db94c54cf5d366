import type { Migration } from '#libs/db';

/** What a sum over several currencies needs: which currencies an event comes in, and what they were worth. */
export const currencies: Migration = {
  name: '0037-currencies',
  up: `
-- '' is the organisation's, of values that came without one.
CREATE TABLE event_currencies (
  name     text NOT NULL,
  currency text NOT NULL,
  seen_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (name, currency)
);
INSERT INTO event_currencies (name, currency)
SELECT DISTINCT name, coalesce(currency, '') FROM events WHERE value IS NOT NULL;

-- One unit of the currency is so much in the base, from that day on.
CREATE TABLE currency_rates (
  base       text NOT NULL,
  currency   text NOT NULL CHECK (currency <> base),
  day        date NOT NULL,
  rate       numeric NOT NULL CHECK (rate > 0),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (base, currency, day)
);
`,
  down: `
DROP TABLE currency_rates, event_currencies;
`,
};
