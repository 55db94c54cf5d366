import { Button, Modal, Select, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

import { nameOf, useSetConsent } from '../../api/contacts';
import type { ConsentInput, ConsentStatus, Contact } from '../../api/contacts';
import { useTopics } from '../../api/topics';
import { errorsOf, required } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import { Section } from '../../kit/page';
import { StateBadge } from '../../kit/state-badge';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import classes from './audience.module.css';

const STATUSES: ConsentStatus[] = ['subscribed', 'unconfirmed', 'unsubscribed'];
const BASES = ['consent', 'contract', 'legitimate_interest'] as const;

function ConsentForm({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const topics = useTopics().data?.data ?? [];
  const record = useSetConsent(contact.id);
  const form = useForm<ConsentInput>({
    initial: { topic: 'newsletter', status: 'subscribed', source: '', lawful_basis: 'consent' },
    check: ({ source }) => errorsOf({ source: required(source) }),
    save: async (values) => {
      await record.mutateAsync(values);
      toast.done(t('contact.consentSaved'));
      onClose();
    },
  });
  return (
    <Form form={form} action={t('contact.recordConsent')} failed={t('contact.consentFailed')} onCancel={onClose}>
      <Text c="dimmed">{t('contact.consentHelp')}</Text>
      <Select
        label={t('contact.topic')}
        data={topics.map(({ slug, name }) => ({ value: slug, label: name }))}
        allowDeselect={false}
        {...form.pick('topic')}
        onChange={(topic) => form.set('topic', topic ?? 'newsletter')}
      />
      <Select
        label={t('contact.status')}
        data={STATUSES.map((value) => ({ value, label: t(`states.${value}`) }))}
        allowDeselect={false}
        {...form.pick('status')}
        onChange={(status) => form.set('status', status ?? 'subscribed')}
      />
      <TextInput
        label={t('contact.source')}
        description={t('contact.sourceHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        maxLength={200}
        {...form.text('source')}
      />
      <Select
        label={t('contact.basis')}
        data={BASES.map((value) => ({ value, label: t(`contact.bases.${value}`) }))}
        allowDeselect={false}
        {...form.pick('lawful_basis')}
        onChange={(basis) => form.set('lawful_basis', basis ?? 'consent')}
      />
    </Form>
  );
}

/** What a person agreed to, topic by topic. */
export function ContactConsents({ contact }: { contact: Contact }) {
  const topics = useTopics().data?.data ?? [];
  const [isOpen, dialog] = useDisclosure(false);
  const mayEdit = useCan('audience.edit');
  const entries = Object.entries(contact.consents);
  const nameOfTopic = (slug: string) => topics.find((topic) => topic.slug === slug)?.name ?? slug;
  return (
    <Section
      title={t('contact.consent')}
      {...(mayEdit
        ? {
            actions: (
              <Button size="compact-sm" variant="subtle" onClick={dialog.open}>
                {t('contact.changeConsent')}
              </Button>
            ),
          }
        : {})}
    >
      {entries.length === 0 && <Text c="dimmed">{t('contact.noConsent')}</Text>}
      <ul className={classes['lines']}>
        {entries.map(([slug, status]) => (
          <li key={slug} className={classes['line']}>
            <span>{nameOfTopic(slug)}</span>
            <StateBadge state={status} />
          </li>
        ))}
      </ul>
      <Modal opened={isOpen} onClose={dialog.close} title={t('contact.consentFor', { name: nameOf(contact) })}>
        {isOpen && <ConsentForm contact={contact} onClose={dialog.close} />}
      </Modal>
    </Section>
  );
}
