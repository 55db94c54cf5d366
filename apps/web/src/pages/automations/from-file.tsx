import './run-words';

import { Button, FileButton, Stack, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';

import { useImportAutomation } from '../../api/automations';
import { Section } from '../../kit/page';
import { ProblemNotice } from '../../kit/problem';
import { t } from '../../messages';

/** No journey is nearly as long; a film that was chosen by mistake is not read. */
const MAX_BYTES = 4_000_000;

/** What is wrong with a file, in words; undefined when it holds JSON. */
async function readJson(file: File): Promise<{ document: unknown } | { fault: string }> {
  if (file.size > MAX_BYTES) return { fault: t('automationRuns.file.tooLong') };
  try {
    return { document: JSON.parse(await file.text()) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: t('automationRuns.file.notJson', { reason: error.message }) };
    throw error;
  }
}

/** A draft out of a file that was downloaded here or elsewhere; what it lacks here is said on its page. */
export function FromFile() {
  const navigate = useNavigate();
  const create = useImportAutomation();
  const [fault, setFault] = useState<string>();
  const forget = useRef<() => void>(null);
  const take = async (file: File | null) => {
    if (!file) return;
    create.reset();
    // The same file can be chosen again once it was mended.
    forget.current?.();
    const read = await readJson(file);
    setFault('fault' in read ? read.fault : undefined);
    if ('document' in read)
      create.mutate(read.document, { onSuccess: ({ id }) => void navigate(`/automations/${id}`) });
  };
  return (
    <Section title={t('automationRuns.file.title')} description={t('automationRuns.file.from')}>
      <Stack gap="sm">
        <FileButton resetRef={forget} accept="application/json,.json" onChange={(file) => void take(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              w="fit-content"
              loading={create.isPending}
              leftSection={<IconFileUpload size={16} aria-hidden />}
            >
              {t('automationRuns.file.choose')}
            </Button>
          )}
        </FileButton>
        {fault !== undefined && (
          <Text c="var(--td-bad-ink)" role="alert">
            {fault}
          </Text>
        )}
        {create.error && <ProblemNotice title={t('automations.createFailed')} error={create.error} />}
      </Stack>
    </Section>
  );
}
