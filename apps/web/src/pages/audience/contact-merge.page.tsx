import './merge-words';

import { Stack, Text } from '@mantine/core';
import { useSearchParams } from 'react-router';

import { nameOf, useContact } from '../../api/contacts';
import type { Contact } from '../../api/contacts';
import { ContactSelect } from '../../kit/contact-select';
import { Page as Skeleton } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { useRouteId } from '../../kit/route-id';
import { t } from '../../messages';
import { MergeReview } from './merge-review';

function Other({ contact, id }: { contact: Contact; id: number }) {
  const other = useContact(id);
  return (
    <QueryView query={other} failed={t('contact.failed')} waiting={null}>
      {(data) => <MergeReview contact={contact} other={data} />}
    </QueryView>
  );
}

function Merge({ contact }: { contact: Contact }) {
  const [params, setParams] = useSearchParams();
  const other = Number(params.get('with') ?? '');
  const name = nameOf(contact);
  return (
    <Skeleton
      title={t('merge.title', { name })}
      purpose={t('merge.purpose')}
      back={{ to: `/audience/${contact.id}`, label: name }}
      width="form"
    >
      <Stack gap="lg">
        <ContactSelect
          label={t('merge.find')}
          placeholder={t('merge.findHelp')}
          onChoose={(id) => setParams({ with: String(id) }, { replace: true })}
        />
        {other === contact.id && <Text c="red">{t('merge.itself')}</Text>}
        {other > 0 && other !== contact.id && <Other key={other} contact={contact} id={other} />}
      </Stack>
    </Skeleton>
  );
}

/** Finds the other contact, shows what will be kept of the two, and makes them one. */
export function Page() {
  const contact = useContact(useRouteId());
  return (
    <QueryView query={contact} failed={t('contact.failed')}>
      {(data) => <Merge contact={data} />}
    </QueryView>
  );
}
