import { SYSTEM_FIELDS } from '#libs/contacts';

/** What of a contact's row a template reads; `owner` it does not see. */
const COLUMNS: ReadonlySet<string> = new Set([
  'external_id',
  ...SYSTEM_FIELDS.map(({ key }) => key).filter((key) => key !== 'owner'),
]);

/** Collects the values of a statement. */
export type AddParam = (value: unknown) => string;

/**
 * A predicate on `contacts`: nothing would be printed for these values of a template, such as `contact.first_name`. Of
 * a campaign there is no event, so nobody has any of its values.
 */
export function lacksAll(names: readonly string[], add: AddParam): string {
  return names.map((name) => lacks(name, add)).join(' AND ');
}

function lacks(name: string, add: AddParam): string {
  if (name === 'company.name') return isBlank('contacts.company');
  const [root, ...path] = name.split('.');
  if (root !== 'contact') return 'true';
  const [key = '', ...more] = path;
  if (COLUMNS.has(key)) return more.length === 0 ? isBlank(`contacts.${key}::text`) : 'true';
  return isBlank(`(contacts.fields #>> ${add(path)}::text[])`);
}

/** An empty list is printed as nothing, too. */
function isBlank(sql: string): string {
  return `(${sql} IS NULL OR btrim(${sql}) IN ('', '[]'))`;
}
