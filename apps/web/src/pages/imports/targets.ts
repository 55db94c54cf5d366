import './import-words';

import type { AnyField } from '../../api/fields';
import type { ImportKind, ImportMapping } from '../../api/imports';
import { t } from '../../messages';

export const LEAVE_OUT = '';

/** What a group of a Select holds. */
interface TargetGroup {
  group: string;
  items: { value: string; label: string }[];
}

const EVENT_TARGETS = [
  'contact.email',
  'contact.external_id',
  'id',
  'name',
  'occurred_at',
  'value',
  'currency',
] as const;

/** The key of a field that would be made for a column: lower case, words joined by `_`. */
export function keyOf(column: string): string {
  const words = column
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const key = (words ?? ['column']).join('_');
  return /^\d/.test(key) ? `f_${key}` : key;
}

function toItems(fields: AnyField[]) {
  return fields.map(({ key, label }) => ({ value: key, label }));
}

function contactGroups(column: string, fields: AnyField[]): TargetGroup[] {
  const key = keyOf(column);
  const isKnown = fields.some((field) => field.key === key);
  return [
    {
      group: t('imports.groups.identity'),
      items: [
        { value: 'email', label: t('fields.email') },
        { value: 'external_id', label: t('fields.external_id') },
      ],
    },
    { group: t('imports.groups.system'), items: toItems(fields.filter(({ isSystem }) => isSystem)) },
    { group: t('imports.groups.own'), items: toItems(fields.filter(({ isSystem }) => !isSystem)) },
    {
      group: t('imports.groups.make'),
      items: isKnown ? [] : [{ value: key, label: t('imports.newField', { key }) }],
    },
  ];
}

function eventGroups(column: string): TargetGroup[] {
  const key = keyOf(column);
  return [
    {
      group: t('imports.groups.event'),
      items: EVENT_TARGETS.map((value) => ({ value, label: t(`imports.targets.${value}`) })),
    },
    {
      group: t('imports.groups.make'),
      items: [{ value: `properties.${key}`, label: t('imports.property', { key }) }],
    },
  ];
}

/** What a column may become, in groups for a Select. A target that the server guessed is always among them. */
export function targetsFor(
  kind: ImportKind,
  column: string,
  fields: AnyField[],
  guessed: string | null,
): TargetGroup[] {
  const groups = kind === 'contacts' ? contactGroups(column, fields) : eventGroups(column);
  const isListed = groups.some(({ items }) => items.some(({ value }) => value === guessed));
  const extra: TargetGroup[] =
    guessed === null || isListed
      ? []
      : [
          {
            group: t('imports.groups.make'),
            items: [{ value: guessed, label: t('imports.newField', { key: guessed }) }],
          },
        ];
  return [...groups, ...extra].filter(({ items }) => items.length > 0);
}

/** True when a column becomes a field that does not exist yet. */
export function makesFields(kind: ImportKind, mapping: ImportMapping, fields: AnyField[]): boolean {
  const known = new Set(['email', 'external_id', ...fields.map(({ key }) => key)]);
  return kind === 'contacts' && Object.values(mapping).some((target) => target !== null && !known.has(target));
}

/** What is missing or wrong in a mapping; `undefined` when it can be used. */
export function problemOf(kind: ImportKind, mapping: ImportMapping, eventName: string): string | undefined {
  const used = Object.values(mapping).filter((target) => target !== null);
  const twice = used.find((target, index) => used.indexOf(target) !== index);
  if (twice !== undefined) return t('imports.twice', { target: twice });
  const identities = kind === 'contacts' ? ['email', 'external_id'] : ['contact.email', 'contact.external_id'];
  if (!identities.some((identity) => used.includes(identity))) return t('imports.needsIdentity');
  if (kind === 'events' && !used.includes('name') && eventName.trim() === '') return t('imports.needsName');
  return undefined;
}
