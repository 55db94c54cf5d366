import { Stack, Text } from '@mantine/core';
import { useSearchParams } from 'react-router';

import { nameOf, useContact } from '../../api/contacts';
import { Address } from '../../kit/address';
import { ContactSelect } from '../../kit/contact-select';
import { Section } from '../../kit/page';
import { WhyPanel } from '../../kit/why/why-panel';
import { t } from '../../messages';

function Chosen({ campaign, contact }: { campaign: number; contact: number }) {
  const person = useContact(contact).data;
  return (
    <Stack gap="xs">
      {person && (
        <Text c="dimmed">
          <Address>{nameOf(person)}</Address>
        </Text>
      )}
      <WhyPanel contact={contact} about={{ kind: 'campaign', id: campaign }} />
    </Stack>
  );
}

/** Why somebody got the campaign or did not; who is asked about stands in the address. */
export function CampaignWhy({ id }: { id: number }) {
  const [parameters, setParameters] = useSearchParams();
  const chosen = Number(parameters.get('why'));
  const choose = (contact: number) => {
    setParameters(
      (current) => {
        const next = new URLSearchParams(current);
        next.set('why', String(contact));
        return next;
      },
      { replace: true },
    );
  };
  return (
    <Section title={t('why.whoTitle')}>
      <Stack gap="md">
        <ContactSelect label={t('why.whom')} placeholder={t('why.whoHelp')} onChoose={choose} />
        {chosen > 0 && <Chosen campaign={id} contact={chosen} />}
      </Stack>
    </Section>
  );
}
