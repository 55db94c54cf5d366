import { useNavigate } from 'react-router';

import { nameOf, useAddContact } from '../../api/contacts';
import { Page as Skeleton } from '../../kit/page';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { ContactForm } from './contact-form';

export function Page() {
  const navigate = useNavigate();
  const add = useAddContact();
  return (
    <Skeleton
      title={t('contact.addTitle')}
      purpose={t('contact.addPurpose')}
      back={{ to: '/audience', label: t('audience.title') }}
      width="form"
    >
      <ContactForm
        save={async (input) => {
          const contact = await add.mutateAsync(input);
          toast.done(t('contact.added', { name: nameOf(contact) }));
          await navigate(`/audience/${contact.id}`);
        }}
        onCancel={() => void navigate('/audience')}
      />
    </Skeleton>
  );
}
