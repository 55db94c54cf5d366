import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';

import { nameOf, useMergeContacts } from '../../api/contacts';
import type { Contact } from '../../api/contacts';
import { useTopics } from '../../api/topics';
import { Address } from '../../kit/address';
import { formatDate } from '../../kit/format';
import { Section } from '../../kit/page';
import { ProblemNotice } from '../../kit/problem';
import { StateBadge } from '../../kit/state-badge';
import { toast } from '../../kit/toast';
import { listOf, t, tOr } from '../../messages';
import classes from './merge.module.css';
import { joinConsents } from './merge-outcome';
import type { ConsentOutcome } from './merge-outcome';
import { MergeValues } from './merge-values';
import { useUndoMerge } from './use-undo-merge';

function personOf(contact: Contact): string {
  return t('merge.person', { name: nameOf(contact), id: String(contact.id), date: formatDate(contact.created_at) });
}

/** Where mail goes from then on. */
function mailOf(kept: Contact, merged: Contact): string {
  const email = kept.email ?? merged.email;
  if (email === null) return t('merge.noMail');
  return kept.email !== null && merged.email !== null ? t('merge.mailTo', { email }) : t('merge.mailToOnly', { email });
}

function explain({ how, status, other }: ConsentOutcome): string {
  const word = (state: string) => tOr(`states.${state}`, state);
  if (how !== 'stricter' || other === undefined)
    return t(`merge.consents.${how === 'only' ? 'only' : 'same'}`, { status: word(status) });
  return t('merge.consents.stricter', { status: word(status), other: word(other) });
}

function Consents({ kept, merged }: { kept: Contact; merged: Contact }) {
  const topics = useTopics().data?.data ?? [];
  const nameOfTopic = (slug: string) => topics.find((topic) => topic.slug === slug)?.name ?? slug;
  const outcomes = joinConsents(kept, merged);
  const lost = outcomes.filter(({ loses }) => loses).map(({ topic }) => nameOfTopic(topic));
  return (
    <Section title={t('merge.consent')}>
      <Stack gap="sm">
        <Text c="dimmed">{outcomes.length === 0 ? t('merge.noConsent') : t('merge.consentHelp')}</Text>
        {lost.length > 0 && <Alert color="yellow">{t('merge.loses', { topics: listOf(lost) })}</Alert>}
        <ul className={classes['consents']}>
          {outcomes.map((outcome) => (
            <li key={outcome.topic}>
              <Group gap="xs">
                <Text span fw={500}>
                  {nameOfTopic(outcome.topic)}
                </Text>
                <StateBadge state={outcome.status} />
              </Group>
              <Text size="sm">{explain(outcome)}</Text>
            </li>
          ))}
        </ul>
      </Stack>
    </Section>
  );
}

/** Side by side what each of the two has and what stays of it; then the one button that makes them one. */
export function MergeReview({ contact, other }: { contact: Contact; other: Contact }) {
  const [keepId, setKeepId] = useState(contact.id);
  const [kept, merged] = keepId === contact.id ? [contact, other] : [other, contact];
  const merge = useMergeContacts();
  const { undo } = useUndoMerge();
  const navigate = useNavigate();
  const mergeThem = () => {
    merge.mutate(
      { keep: kept.id, merge: merged.id },
      {
        onSuccess: () => {
          const message = t('merge.done', { name: nameOf(merged), kept: nameOf(kept) });
          toast.done(message, { undo: () => undo(merged.id) });
          void navigate(`/audience/${kept.id}`);
        },
      },
    );
  };
  return (
    <Stack gap="lg">
      <Radio.Group
        label={t('merge.stays')}
        description={t('merge.staysHelp')}
        value={String(keepId)}
        onChange={(id) => setKeepId(Number(id))}
      >
        <Stack gap="xs" mt="xs">
          {[contact, other].map((one) => (
            <Radio
              key={one.id}
              value={String(one.id)}
              label={<Address>{personOf(one)}</Address>}
              description={one.email !== null && <Address>{one.email}</Address>}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Text>
        <Address>{mailOf(kept, merged)}</Address>
      </Text>
      <MergeValues kept={kept} merged={merged} />
      <Consents kept={kept} merged={merged} />
      <Section title={t('merge.rest')}>
        <Stack gap="xs">
          <Text>{t('merge.restHelp')}</Text>
          <Text c="dimmed">{t('merge.undoHelp')}</Text>
        </Stack>
      </Section>
      {merge.error && <ProblemNotice title={t('merge.failed')} error={merge.error} onRetry={mergeThem} />}
      <Group justify="flex-end">
        <Button component={Link} to={`/audience/${contact.id}`} variant="default">
          {t('actions.cancel')}
        </Button>
        <Button loading={merge.isPending} onClick={mergeThem}>
          {t('merge.confirm')}
        </Button>
      </Group>
    </Stack>
  );
}
