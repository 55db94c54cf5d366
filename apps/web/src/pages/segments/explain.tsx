import { Skeleton, Stack, Text } from '@mantine/core';
import { useSearchParams } from 'react-router';

import { nameOf, useContact } from '../../api/contacts';
import { useExplanation } from '../../api/segment-life';
import { Address } from '../../kit/address';
import { NextChange } from '../../kit/conditions/next-change';
import { VerdictTree } from '../../kit/conditions/verdict-tree';
import { ContactSelect } from '../../kit/contact-select';
import { ProblemNotice } from '../../kit/problem';
import { t } from '../../messages';

function Verdict({ segment, contact }: { segment: number; contact: number }) {
  const { data, error, refetch } = useExplanation(segment, contact);
  const name = useContact(contact).data;
  if (error) {
    return <ProblemNotice title={t('segments.explain.failed')} error={error} onRetry={() => void refetch()} />;
  }
  if (!data || !name) return <Skeleton height={80} />;
  const values = { name: nameOf(name) };
  return (
    <Stack gap="xs" aria-live="polite">
      <Text fw={500}>
        <Address>{data.verdict ? t('segments.explain.in', values) : t('segments.explain.out', values)}</Address>
      </Text>
      {data.member !== data.verdict && <Text c="dimmed">{t('segments.explain.moving')}</Text>}
      <VerdictTree clause={data.explanation} />
      {data.next_change && <NextChange change={data.next_change} />}
    </Stack>
  );
}

/** Why somebody is in the segment or not; whom it is about stands in the address. */
export function Explain({ segment }: { segment: number }) {
  const [parameters, setParameters] = useSearchParams();
  const chosen = Number(parameters.get('contact'));
  const choose = (id: number) => {
    const contact = String(id);
    setParameters((current) => new URLSearchParams({ ...Object.fromEntries(current), contact }), { replace: true });
  };
  return (
    <Stack gap="md" maw="var(--td-form-max)">
      <ContactSelect
        label={t('segments.explain.whom')}
        placeholder={t('segments.addMemberPlaceholder')}
        onChoose={choose}
      />
      {chosen > 0 && <Verdict segment={segment} contact={chosen} />}
    </Stack>
  );
}
