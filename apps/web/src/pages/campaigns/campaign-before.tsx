import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';

import { usePreflight, useTestCampaign } from '../../api/campaigns';
import type { Campaign } from '../../api/campaigns';
import { useSession } from '../../api/session';
import { emailAddress } from '../../kit/checks';
import { PageSkeleton, Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import classes from './campaigns.module.css';
import { PeopleWithout } from './people-without';

/** What to know before it leaves. */
export function Preflight({ campaign }: { campaign: Campaign }) {
  const preflight = usePreflight(campaign.id, true);
  return (
    <Section title={t('campaigns.before')}>
      <QueryView query={preflight} failed={t('campaigns.preflightFailed')} waiting={<PageSkeleton />}>
        {({ audience, problems }) => (
          <Stack gap="md">
            <Text size="xl" fw={600}>
              {t('campaigns.audience', { count: audience })}
            </Text>
            <ul className={classes['list']}>
              {problems.length === 0 && (
                <li>
                  <Group gap={8} wrap="nowrap">
                    <IconCircleCheck size={18} color="var(--td-good-ink)" aria-hidden />
                    <Text>{t('campaigns.ready')}</Text>
                  </Group>
                </li>
              )}
              {problems.map(({ code, severity, message, lacking }) => (
                <li key={`${code} ${lacking?.value ?? ''} ${message}`}>
                  <Group gap={8} wrap="nowrap" align="flex-start">
                    {severity === 'error' ? (
                      <IconCircleX size={18} color="var(--td-bad-ink)" className={classes['mark']} aria-hidden />
                    ) : (
                      <IconAlertTriangle size={18} color="var(--td-warn-ink)" className={classes['mark']} aria-hidden />
                    )}
                    <Stack gap={0}>
                      <Text className="breaks">{message}</Text>
                      {lacking && <PeopleWithout id={campaign.id} lacking={lacking} />}
                    </Stack>
                  </Group>
                </li>
              ))}
            </ul>
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}

/** Sends the mail to one address, on the way that all take. */
export function TestMail({ campaign }: { campaign: Campaign }) {
  const own = useSession().data?.user.email ?? '';
  const [to, setTo] = useState(own);
  const test = useTestCampaign(campaign.id);
  const error = to === '' ? undefined : emailAddress(to);
  const send = () =>
    test.mutate(to.trim(), {
      onSuccess: (answer) => toast.done(t('campaigns.testSent', { to: answer.to })),
      onError: (problem) => toast.failed(t('campaigns.testFailed'), problem),
    });
  return (
    <Section title={t('campaigns.test')}>
      <Group gap="sm" align="flex-end">
        <TextInput
          label={t('campaigns.testTo')}
          type="email"
          value={to}
          error={error}
          onChange={(event) => setTo(event.currentTarget.value)}
          flex={1}
          miw={220}
        />
        <Button variant="default" loading={test.isPending} disabled={to === '' || error !== undefined} onClick={send}>
          {t('campaigns.testAction')}
        </Button>
      </Group>
    </Section>
  );
}
