import './dry-run-words';

import { Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';

import type { AutomationDocument } from '../../../api/automations';
import type { DryRunReport } from '../../../api/dry-run';
import { t } from '../../../messages';
import { DryRunForm } from './dry-run-form';

interface ReviewProps {
  automation: number;
  document: AutomationDocument;
  /** The version that may be published: it is saved already. */
  version: number;
}

/** Before it is live: what would become of everybody whom the version takes in now, step by step. */
export function DryRunReview({ automation, document, version }: ReviewProps) {
  const [open, setOpen] = useState(false);
  const [report, setReport] = useState<DryRunReport>();
  const save = () => Promise.resolve(version);
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        {t('dryRun.review')}
      </Title>
      {open ? (
        <DryRunForm {...{ automation, document, report, save }} steps="listed" onReport={setReport} />
      ) : (
        <>
          <Text c="dimmed">{t('dryRun.reviewHelp')}</Text>
          <Button variant="default" onClick={() => setOpen(true)} style={{ alignSelf: 'flex-start' }}>
            {t('dryRun.reviewOpen')}
          </Button>
        </>
      )}
    </Stack>
  );
}
