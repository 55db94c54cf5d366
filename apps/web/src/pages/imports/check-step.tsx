import './import-words';

import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { isOver, useImport } from '../../api/imports';
import { trackJob } from '../../kit/jobs';
import { Section } from '../../kit/page';
import { ProblemNotice } from '../../kit/problem';
import { t } from '../../messages';
import { ImportErrors } from './import-errors';
import { ImportNumbers } from './import-numbers';
import { CommonOptions, ContactOptions } from './option-fields';
import type { Wizard } from './use-wizard';

function DryRun({ id }: { id: number }) {
  const { data } = useImport(id);
  if (!data || !isOver(data.status)) {
    return (
      <Stack gap="xs">
        <Text>{t('imports.dryRunRunning')}</Text>
        <Progress value={(data?.progress ?? 0) * 100} aria-label={t('imports.dryRunRunning')} animated />
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <Text>{data.status === 'completed' ? t('imports.dryRunDone') : (data.error ?? t('imports.dryRunFailed'))}</Text>
      <ImportNumbers state={data} />
      {data.failed > 0 && <ImportErrors id={id} count={data.failed} />}
    </Stack>
  );
}

/** Last step: how people meet, a dry run, and the import itself. */
export function CheckStep({ wizard }: { wizard: Wizard }) {
  const navigate = useNavigate();
  const [dryRun, setDryRun] = useState<number>();
  const [busy, setBusy] = useState<'check' | 'start'>();
  const [problem, setProblem] = useState<{ title: string; error: unknown }>();
  const needsSource = wizard.options.topics.length > 0 && wizard.options.consentSource.trim() === '';

  const run = async (isDry: boolean) => {
    setBusy(isDry ? 'check' : 'start');
    setProblem(undefined);
    try {
      const { id } = await wizard.start(isDry);
      if (isDry) {
        setDryRun(id);
      } else {
        trackJob({ kind: 'import', id, name: wizard.file?.name ?? String(id) });
        await navigate(`/imports/${id}`);
      }
    } catch (error) {
      setProblem({ title: isDry ? t('imports.dryRunFailed') : t('imports.startFailed'), error });
    } finally {
      setBusy(undefined);
    }
  };

  return (
    <Stack gap="lg">
      <Stack gap="md" maw="var(--td-form-max)">
        {wizard.kind === 'contacts' && <ContactOptions wizard={wizard} />}
        <CommonOptions wizard={wizard} />
      </Stack>
      {dryRun !== undefined && (
        <Section title={t('imports.dryRun')}>
          <DryRun id={dryRun} />
        </Section>
      )}
      {problem && <ProblemNotice {...problem} />}
      <Group>
        <Button variant="default" onClick={() => wizard.setStep(1)}>
          {t('imports.back')}
        </Button>
        <Button
          variant="default"
          loading={busy === 'check'}
          disabled={needsSource || busy === 'start'}
          onClick={() => void run(true)}
        >
          {t('imports.dryRun')}
        </Button>
        <Button loading={busy === 'start'} disabled={needsSource || busy === 'check'} onClick={() => void run(false)}>
          {t('imports.startPlain')}
        </Button>
      </Group>
    </Stack>
  );
}
