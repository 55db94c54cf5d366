import './import-words';

import { Button, FileButton, Group, Radio, Stack, Text } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { useState } from 'react';
import type { DragEvent } from 'react';

import type { ImportKind } from '../../api/imports';
import { formatBytes } from '../../kit/format';
import { ProblemNotice } from '../../kit/problem';
import { t } from '../../messages';
import classes from './imports.module.css';
import type { Wizard } from './use-wizard';

const KINDS: ImportKind[] = ['contacts', 'events'];

function KindChoice({ wizard }: { wizard: Wizard }) {
  return (
    <Radio.Group
      label={t('imports.kind')}
      value={wizard.kind}
      onChange={(value) => wizard.setKind(value === 'events' ? 'events' : 'contacts')}
    >
      <div className={classes['kinds']}>
        {KINDS.map((kind) => (
          <Radio.Card key={kind} value={kind} className={classes['kind']}>
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <Radio.Indicator />
              <div>
                <Text fw={500}>{t(`imports.kinds.${kind}`)}</Text>
                <Text size="xs" c="dimmed">
                  {t(`imports.kinds.${kind}Help`)}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}

function DropZone({ file, onFile }: { file: File | null; onFile: (file: File | null) => void }) {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0] ?? null);
  };
  return (
    <div
      className={classes['drop']}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileTypeCsv size={32} stroke={1.3} aria-hidden />
      <Text>{file ? t('imports.chosen', { name: file.name, size: formatBytes(file.size) }) : t('imports.drop')}</Text>
      <FileButton onChange={onFile} accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values">
        {(props) => (
          <Button {...props} variant="default">
            {t('imports.choose')}
          </Button>
        )}
      </FileButton>
      <Text size="xs" c="dimmed">
        {t('imports.fileHelp')}
      </Text>
    </div>
  );
}

/** First step: what is in the file, and the file. */
export function FileStep({ wizard }: { wizard: Wizard }) {
  const { file, reading } = wizard;
  const isSheet = file !== null && /\.(xlsx?|ods|numbers|zip|pdf)$/i.test(file.name);
  return (
    <Stack gap="lg">
      <KindChoice wizard={wizard} />
      <DropZone file={file} onFile={wizard.setFile} />
      {isSheet && <Text c="red">{t('imports.notCsv')}</Text>}
      {reading.error && <ProblemNotice title={t('imports.readFailed')} error={reading.error} />}
      <Group>
        <Button
          disabled={file === null || isSheet}
          loading={reading.isPending}
          onClick={() => void wizard.read().catch(() => undefined)}
        >
          {t('imports.read')}
        </Button>
      </Group>
    </Stack>
  );
}
