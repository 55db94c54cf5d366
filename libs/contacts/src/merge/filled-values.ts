import type { ContactView } from '../contacts/contact-view.js';
import { SYSTEM_FIELDS } from '../fields/system-fields.js';

/** What the kept contact takes of the merged one because it has nothing there itself. */
export interface TakenValues {
  readonly identities: Readonly<Partial<Record<'email' | 'external_id', string>>>;
  /** Values of system fields, by column. */
  readonly system: Readonly<Record<string, unknown>>;
  /** Values of custom fields, by key. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Half a place is none: the two are taken together or not at all. */
const PLACE = ['latitude', 'longitude'] as const;

/** The kept contact's value wins; what it lacks comes from the merged one. */
export function takeMissing(kept: ContactView, merged: ContactView): TakenValues {
  const placed = PLACE.some((key) => kept[key] !== null);
  const isTaken = (key: string): boolean =>
    kept[key] === null && merged[key] !== null && !(placed && (PLACE as readonly string[]).includes(key));
  const pick = (keys: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(keys.filter(isTaken).map((key) => [key, merged[key]]));
  return {
    identities: pick(['email', 'external_id']),
    system: pick(SYSTEM_FIELDS.map(({ key }) => key)),
    fields: Object.fromEntries(Object.entries(merged.fields).filter(([key]) => !(key in kept.fields))),
  };
}

/** The keys under which the change log and `changed_fields` know the values. */
export function keysOf({ identities, system, fields }: TakenValues): Record<string, unknown> {
  return { ...identities, ...system, ...fields };
}
