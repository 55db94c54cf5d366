import { t } from '../messages';
import { useChange, useCreate, useRemove, useShortList } from './resource';

export const FIELD_TYPES = [
  'text',
  'number',
  'money',
  'date',
  'datetime',
  'boolean',
  'choice',
  'set',
  'url',
  'phone',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface Field {
  id: number;
  key: string;
  label: string;
  type: FieldType;
  options: string[];
  category?: string | null;
}

/** A field that every contact has, or one of the organisation's own. */
export interface AnyField {
  key: string;
  label: string;
  type: FieldType;
  options: string[];
  isSystem: boolean;
}

/** The system fields in the order in which a person is described. */
const SYSTEM = [
  ['first_name', 'text'],
  ['last_name', 'text'],
  ['phone', 'phone'],
  ['company', 'text'],
  ['job_title', 'text'],
  ['birth_date', 'date'],
  ['gender', 'text'],
  ['country', 'text'],
  ['region', 'text'],
  ['city', 'text'],
  ['postcode', 'text'],
  ['time_zone', 'text'],
  ['locale', 'text'],
  ['latitude', 'number'],
  ['longitude', 'number'],
] as const satisfies readonly (readonly [string, FieldType])[];

export type SystemField = (typeof SYSTEM)[number][0];

export const systemFields: AnyField[] = SYSTEM.map(([key, type]) => ({
  key,
  label: t(`fields.system.${key}`),
  type,
  options: [],
  isSystem: true,
}));

const SYSTEM_KEYS = new Set<string>(systemFields.map(({ key }) => key));

export function isSystemField(key: string): boolean {
  return SYSTEM_KEYS.has(key);
}

export const useFields = () => useShortList<Field>('fields');
export const useCreateField = () => useCreate<Field, Omit<Field, 'id'>>('fields');
export const useChangeField = () => useChange<Field, Partial<Field>>('fields');
export const useRemoveField = () => useRemove('fields');

/** The organisation's own fields, without any that the server lists for the system. */
export function useCustomFields(): AnyField[] {
  const own = useFields().data?.data ?? [];
  return own.filter(({ key }) => !isSystemField(key)).map((field) => ({ ...field, isSystem: false }));
}

export function useAllFields(): AnyField[] {
  return [...systemFields, ...useCustomFields()];
}
