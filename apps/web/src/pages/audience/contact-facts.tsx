import { Text } from '@mantine/core';

import type { Contact } from '../../api/contacts';
import { useAllFields } from '../../api/fields';
import { Address } from '../../kit/address';
import { Section } from '../../kit/page';
import { t } from '../../messages';
import classes from './audience.module.css';
import { showValue, valueOf } from './contact-values';

/** What is known about a person; what is not known takes no room. */
export function ContactFacts({ contact }: { contact: Contact }) {
  const known = useAllFields().filter((field) => {
    const value = valueOf(contact, field);
    return value !== null && value !== undefined && value !== '';
  });
  return (
    <Section title={t('contact.details')}>
      {known.length === 0 && !contact.external_id && <Text c="dimmed">{t('contact.noDetails')}</Text>}
      <dl className={classes['facts']}>
        {contact.external_id && (
          <>
            <dt>{t('fields.external_id')}</dt>
            <dd>{contact.external_id}</dd>
          </>
        )}
        {known.map((field) => (
          <FactRow key={field.key} label={field.label} value={showValue(valueOf(contact, field), field)} />
        ))}
      </dl>
    </Section>
  );
}

function FactRow({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <Address>{value}</Address>
      </dd>
    </>
  );
}
