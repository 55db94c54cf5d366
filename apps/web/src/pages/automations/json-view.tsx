import './run-words';

import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';

import type { AutomationDocument } from '../../api/automations';
import { t } from '../../messages';

/** `Win back: lapsing` → `win-back-lapsing.json`. */
function fileNameOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${plain === '' ? 'automation' : plain}.json`;
}

/** The document as it is kept, to be taken to another installation or into git. */
export function JsonView({ document }: { document: AutomationDocument }) {
  const text = JSON.stringify(document, null, 2);
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Button
          component="a"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          href={`data:application/json;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          download={fileNameOf(document.name)}
        >
          {t('automationRuns.file.download')}
        </Button>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              onClick={copy}
            >
              {copied ? t('automationRuns.file.copied') : t('automationRuns.file.copy')}
            </Button>
          )}
        </CopyButton>
        <Text size="sm" c="dimmed">
          {t('automationRuns.file.help')}
        </Text>
      </Group>
      <Code block tabIndex={0}>
        {text}
      </Code>
    </Stack>
  );
}
