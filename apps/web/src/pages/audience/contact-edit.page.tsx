import { useNavigate } from 'react-router';

import { nameOf, useContact, useEditContact } from '../../api/contacts';
import type { Contact } from '../../api/contacts';
import { Page as Skeleton } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { useRouteId } from '../../kit/route-id';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { ContactForm } from './contact-form';

function Edit({ contact }: { contact: Contact }) {
  const navigate = useNavigate();
  const edit = useEditContact(contact.id);
  const name = nameOf(contact);
  const to = `/audience/${contact.id}`;
  return (
    <Skeleton title={t('contact.editTitle', { name })} back={{ to, label: name }} width="form">
      <ContactForm
        contact={contact}
        save={async (changes) => {
          const saved = await edit.mutateAsync(changes);
          toast.done(t('contact.saved', { name: nameOf(saved) }));
          await navigate(to);
        }}
        onCancel={() => void navigate(to)}
      />
    </Skeleton>
  );
}

export function Page() {
  const contact = useContact(useRouteId());
  return (
    <QueryView query={contact} failed={t('contact.failed')}>
      {(data) => <Edit contact={data} />}
    </QueryView>
  );
}
