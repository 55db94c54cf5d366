import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Database } from '#libs/db';

const CITIES = ['London', 'Dublin', 'São Paulo', 'Berlin', 'Zürich', 'Madrid', 'Roma', 'Oslo'];
const COUNTRIES = ['GB', 'IE', 'BR', 'DE', 'CH', 'ES', 'IT', 'NO'];
const PLANS = ['free', 'basic', 'pro'];
const LINES_PER_WRITE = 5_000;

/** Columns of the file and what each becomes; plan and income are fields of one's own. */
export const MAPPING = {
  Email: 'email',
  'First name': 'first_name',
  'Last name': 'last_name',
  Country: 'country',
  City: 'city',
  Birthday: 'birth_date',
  Plan: 'plan',
  Income: 'income',
};

/** One row in ten is of somebody who is there already, with another city and income. */
const KNOWN_EVERY = 10;

function line(n: number): string {
  const born = new Date(Date.UTC(1940, 0, 1 + ((n * 7919) % 24_000))).toISOString().slice(0, 10);
  const name = `person.${String(n)}@example.com`;
  // Some addresses come in capitals, some cells are quoted: as files are.
  const email = n % 4 === 0 ? name.toUpperCase() : name;
  const city = CITIES[n % CITIES.length] ?? '';
  return [
    email,
    `First${String(n)}`,
    `Last${String(n)}`,
    COUNTRIES[n % COUNTRIES.length] ?? '',
    n % 5 === 0 ? `"${city}"` : city,
    born,
    PLANS[n % PLANS.length] ?? '',
    String((n % 200) * 1000),
  ].join(',');
}

/** Writes a file of N rows and eight columns. */
export async function writeSheet(path: string, rows: number): Promise<void> {
  const out = createWriteStream(path);
  out.write(`${Object.keys(MAPPING).join(',')}\n`);
  for (let from = 1; from <= rows; from += LINES_PER_WRITE) {
    const count = Math.min(LINES_PER_WRITE, rows - from + 1);
    const lines = Array.from({ length: count }, (_, index) => line(from + index));
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

const FIELDS = `
  INSERT INTO fields (key, label, type) VALUES ('plan', 'Plan', 'text'), ('income', 'Income', 'number')`;

const EMPTY = `TRUNCATE contacts, contact_identities, contact_changes, contact_tags, consents, consent_log CASCADE`;

const KNOWN = `
  WITH made AS (
    INSERT INTO contacts (email, first_name, last_name, country, city, birth_date, fields)
    SELECT 'person.' || n || '@example.com', 'First' || n, 'Last' || n, 'GB', 'Elsewhere', '1970-01-01',
      '{"plan": "free", "income": 1}'
    FROM generate_series($2::bigint, $1::bigint, $2::bigint) n RETURNING id, email)
  INSERT INTO contact_identities (kind, value, contact_id) SELECT 'email', email, id FROM made`;

export async function makeFields(db: Database): Promise<void> {
  await db.execute(FIELDS);
}

/** As before every run: nobody but those of whom the file tells something new. */
export async function resetContacts(db: Database, rows: number): Promise<void> {
  await db.execute(EMPTY);
  await db.execute(KNOWN, [rows, KNOWN_EVERY]);
  await db.execute('VACUUM ANALYZE contacts, contact_identities, contact_changes');
}
