import { nameOf, useContact } from '../../api/contacts';
import { ContactSelect } from '../../kit/contact-select';
import { t } from '../../messages';

/** Finds somebody by typing; whoever is chosen stays to be read. */
export function ContactChoice({ value, onChange }: { value: number | undefined; onChange: (id: number) => void }) {
  return (
    <>
      <ContactSelect label={t('automations.whom')} placeholder={t('automations.whomPlaceholder')} onChoose={onChange} />
      {value !== undefined && <Chosen id={value} />}
    </>
  );
}

function Chosen({ id }: { id: number }) {
  const contact = useContact(id).data;
  return contact ? <strong>{nameOf(contact)}</strong> : null;
}
