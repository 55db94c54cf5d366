import { Text, VisuallyHidden } from '@mantine/core';

import type { Contact } from '../../api/contacts';
import { useAllFields } from '../../api/fields';
import type { AnyField } from '../../api/fields';
import { Address } from '../../kit/address';
import { Section } from '../../kit/page';
import { listOf, t } from '../../messages';
import { showValue, valueOf } from './contact-values';
import classes from './merge.module.css';
import { isThere, joinTags, placeIsKept, winnerOf } from './merge-outcome';

interface Row {
  key: string;
  label: string;
  kept: string;
  merged: string;
  winner: 'kept' | 'merged' | 'both';
}

const PLACE = ['latitude', 'longitude'];

function rowOf(field: AnyField, kept: Contact, merged: Contact): Row[] {
  const [own, theirs] = [valueOf(kept, field), valueOf(merged, field)];
  const winner = PLACE.includes(field.key) && placeIsKept(kept) ? 'kept' : winnerOf(own, theirs);
  if (winner === 'none' || (!isThere(own) && !isThere(theirs))) return [];
  const words = (value: unknown) => (isThere(value) ? showValue(value, field) : '');
  return [{ key: field.key, label: field.label, kept: words(own), merged: words(theirs), winner }];
}

/** Both of these stay, as ways to the same person. */
function identityRow(key: 'email' | 'external_id', kept: Contact, merged: Contact): Row[] {
  const [own, theirs] = [kept[key] ?? '', merged[key] ?? ''];
  return own === '' && theirs === ''
    ? []
    : [{ key, label: t(`fields.${key}`), kept: own, merged: theirs, winner: 'both' }];
}

function Value({ text, isKept }: { text: string; isKept: boolean }) {
  if (text === '')
    return (
      <Text span c="dimmed" size="sm">
        {t('merge.nothing')}
      </Text>
    );
  return (
    <span className={classes['value']} data-kept={isKept}>
      <span aria-hidden>
        <Address>{text}</Address>
      </span>
      <VisuallyHidden>{isKept ? t('merge.kept', { value: text }) : t('merge.notKept', { value: text })}</VisuallyHidden>
    </span>
  );
}

/** Field by field what each of the two has; what is not kept is crossed out. */
export function MergeValues({ kept, merged }: { kept: Contact; merged: Contact }) {
  const fields = useAllFields();
  const tags: Row = {
    key: 'tags',
    label: t('merge.tags'),
    kept: listOf(kept.tags),
    merged: listOf(merged.tags),
    winner: 'both',
  };
  const rows = [
    ...identityRow('email', kept, merged),
    ...identityRow('external_id', kept, merged),
    ...fields.flatMap((field) => rowOf(field, kept, merged)),
    ...(joinTags(kept, merged).length === 0 ? [] : [tags]),
  ];
  return (
    <Section title={t('merge.values')}>
      <Text c="dimmed" mb="sm">
        {t('merge.valuesHelp')}
      </Text>
      <table className={classes['values']}>
        <thead>
          <tr>
            <th scope="col">{t('merge.field')}</th>
            <th scope="col">{t('merge.staying')}</th>
            <th scope="col">{t('merge.takenIn')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, winner, ...row }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td>
                <Value text={row.kept} isKept={winner !== 'merged'} />
              </td>
              <td>
                <Value text={row.merged} isKept={winner !== 'kept' || row.merged === row.kept} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
