import type { FieldSet } from '../../fields/field-set.js';

/** What people call the columns of their lists, without blanks and case. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'emailaddress', 'mail', 'mailaddress', 'eaddress', 'emails', 'contactemail', 'primaryemail'],
  external_id: ['externalid', 'id', 'customerid', 'contactid', 'userid', 'memberid', 'subscriberid', 'customer'],
  first_name: ['firstname', 'givenname', 'forename', 'fname', 'first'],
  last_name: ['lastname', 'surname', 'familyname', 'lname', 'last'],
  phone: ['phone', 'phonenumber', 'telephone', 'mobile', 'mobilephone', 'cell', 'tel'],
  birth_date: ['birthdate', 'birthday', 'dateofbirth', 'dob'],
  gender: ['gender', 'sex'],
  country: ['country', 'countrycode', 'nation'],
  region: ['region', 'state', 'province', 'county'],
  city: ['city', 'town'],
  postcode: ['postcode', 'postalcode', 'zip', 'zipcode', 'plz'],
  latitude: ['latitude', 'lat'],
  longitude: ['longitude', 'lng', 'lon', 'long'],
  time_zone: ['timezone', 'tz'],
  locale: ['locale', 'language', 'lang'],
  company: ['company', 'companyname', 'organisation', 'organization', 'account', 'employer'],
  job_title: ['jobtitle', 'title', 'position', 'role', 'jobrole'],
};

const EMAIL_LIKE = /^\S+@\S+\.\S+$/;

/** A column's name without blanks, signs and case. */
export function bareColumnName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** A target of a contact for each column: by its name, else by what its cells look like. */
export function guessContactTargets(
  header: readonly string[],
  samples: readonly (readonly string[])[],
  fields: FieldSet,
): (string | null)[] {
  const taken = new Set<string>();
  const guesses = header.map((name) => take(taken, byName(name, fields)));
  if (!taken.has('email')) {
    const index = header.findIndex((_name, column) => looksLikeEmail(samples, column));
    if (index >= 0) guesses[index] = 'email';
  }
  return guesses;
}

function byName(name: string, fields: FieldSet): string | null {
  const word = bareColumnName(name);
  const found = Object.entries(WORDS).find(([, words]) => words.includes(word));
  if (found) return found[0];
  return (
    fields.all.find((field) => bareColumnName(field.key) === word || bareColumnName(field.label) === word)?.key ?? null
  );
}

/** The first column of a kind gets the target; the second is left to people. */
function take(taken: Set<string>, target: string | null): string | null {
  if (target === null || taken.has(target)) return null;
  taken.add(target);
  return target;
}

/** Most cells are addresses: the one bad row that a list has must not hide what the column is. */
function looksLikeEmail(samples: readonly (readonly string[])[], column: number): boolean {
  const cells = samples.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
  return cells.filter((cell) => EMAIL_LIKE.test(cell)).length * 2 > cells.length;
}
