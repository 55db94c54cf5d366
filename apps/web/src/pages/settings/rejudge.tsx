import { Button, Group, Progress, Stack, Text, TextInput } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useState } from 'react';

import { useRejudge, useRejudgement } from '../../api/rejudgement';
import type { Rejudgement } from '../../api/rejudgement';
import { formatDateTime, formatNumber } from '../../kit/format';
import { Section } from '../../kit/page';
import { toast } from '../../kit/toast';
import { t } from '../../messages';

/** The day begins where the reader is. */
function startOf(day: string): string | null {
  return day === '' ? null : new Date(`${day}T00:00:00`).toISOString();
}

function Last({ last }: { last: Rejudgement }) {
  const counts = { mails: formatNumber(last.mails), turned: formatNumber(last.turned) };
  if (last.finished_at !== null) {
    return (
      <Text size="sm" c="dimmed" aria-live="polite">
        {t('rejudge.done', { at: formatDateTime(last.finished_at), ...counts })}
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      <Progress value={(last.progress ?? 0) * 100} size="lg" animated aria-label={t('rejudge.progress')} />
      <Text size="sm" c="dimmed" aria-live="polite">
        {t('rejudge.underWay', counts)}
      </Text>
    </Stack>
  );
}

/** Tells people's opens and clicks from programs' again, with how far the last time has come. */
export function Rejudge() {
  const [day, setDay] = useState('');
  const last = useRejudgement().data?.rejudgement ?? null;
  const rejudge = useRejudge();
  const isRunning = last?.finished_at === null;
  return (
    <Section title={t('rejudge.title')} description={t('rejudge.help')}>
      <Stack gap="md">
        <Group align="flex-end" gap="sm">
          <TextInput
            type="date"
            label={t('rejudge.since')}
            value={day}
            max={new Date().toISOString().slice(0, 10)}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          <Button
            variant="default"
            leftSection={<IconScale size={16} aria-hidden />}
            loading={rejudge.isPending}
            disabled={isRunning}
            onClick={() =>
              rejudge.mutate(startOf(day), { onError: (error) => toast.failed(t('rejudge.failed'), error) })
            }
          >
            {t('rejudge.action')}
          </Button>
        </Group>
        {last !== null && <Last last={last} />}
      </Stack>
    </Section>
  );
}
