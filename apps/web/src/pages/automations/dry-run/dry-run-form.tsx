import { Button, Group, Progress, Select, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';

import type { AutomationDocument } from '../../../api/automations';
import type { DryRunReport } from '../../../api/dry-run';
import { useSegments } from '../../../api/segments';
import { formatNumber } from '../../../kit/format';
import { ProblemNotice } from '../../../kit/problem';
import { t } from '../../../messages';
import { DryRunNumbers } from './dry-run-numbers';
import { useDryRun } from './use-dry-run';

interface FormProps {
  automation: number;
  document: AutomationDocument;
  report: DryRunReport | undefined;
  /** Saves the draft first: what is on the canvas is what is played. */
  save: () => Promise<number | null>;
  onReport: (report: DryRunReport | undefined) => void;
  /** Where the numbers of the single steps stand. */
  steps?: 'listed' | 'on canvas';
}

function Playing({ run }: { run: ReturnType<typeof useDryRun> }) {
  if (run.state !== 'playing' || !run.slow) return null;
  const { played = 0, of = 0 } = run.progress ?? {};
  return (
    <div role="status">
      <Text size="sm">{t('dryRun.running')}</Text>
      <Progress value={of === 0 ? 0 : (played / of) * 100} animated aria-label={t('dryRun.running')} my="xs" />
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {of > 0 && t('dryRun.progress', { played: formatNumber(played), of: formatNumber(of) })}
        </Text>
        <Button size="compact-sm" variant="default" onClick={run.cancel}>
          {t('dryRun.cancel')}
        </Button>
      </Group>
    </div>
  );
}

/** Asks for whom, plays the draft for all of them, and says what would become of them. */
export function DryRunForm({ automation, document, report, save, onReport, steps = 'on canvas' }: FormProps) {
  const segments = useSegments().data?.data ?? [];
  const [segment, setSegment] = useState<string | null>(null);
  const run = useDryRun(automation, onReport);
  const start = async () => {
    if ((await save()) === null) return;
    const audience = segment === null ? {} : { audience: { type: 'segment', op: 'in', segment: Number(segment) } };
    await run.play(audience);
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('dryRun.help')}
      </Text>
      <Select
        label={t('dryRun.segment')}
        description={t('dryRun.segmentHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={t('dryRun.segmentPlaceholder')}
        data={segments.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={segment}
        onChange={setSegment}
        searchable
        clearable
      />
      <Button
        variant={steps === 'listed' ? 'default' : 'filled'}
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        loading={run.state === 'playing'}
        onClick={() => void start()}
      >
        {t('dryRun.run')}
      </Button>
      <Playing run={run} />
      {run.state === 'cancelled' && <Text role="status">{t('dryRun.cancelled')}</Text>}
      {run.state === 'failed' && <ProblemNotice title={t('dryRun.failed')} error={run.error} />}
      {report && <DryRunNumbers report={report} document={document} steps={steps} />}
    </Stack>
  );
}
