import { ActionIcon, Code, CopyButton, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

import type { DomainRecord } from '../../api/senders';
import { FormGroup } from '../../kit/form-group';
import { StateBadge } from '../../kit/state-badge';
import { t } from '../../messages';

const TONES = { ok: 'good', missing: 'warn', wrong: 'bad', unknown: 'neutral' } as const;

function Copied({ label, text }: { label: string; text: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Code block style={{ flex: 1, minWidth: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('senders.domain.copied') : label}>
            <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={copy}>
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}

function Wanted({ record, title }: { record: DomainRecord; title: string }) {
  const { type, name, value, alternatives = [] } = record;
  if (value === null) return <Copied label={t('senders.domain.copyName', { title })} text={name} />;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('senders.domain.name', { type })}
      </Text>
      <Copied label={t('senders.domain.copyName', { title })} text={name} />
      <Text size="sm" c="dimmed">
        {t('senders.domain.value')}
      </Text>
      <Copied label={t('senders.domain.copyValue', { title })} text={value} />
      {alternatives.map((other) => (
        <Stack key={other.type} gap="xs">
          <Text size="sm" c="dimmed">
            {t('senders.domain.instead', { type: other.type })}
          </Text>
          <Copied label={t('senders.domain.copyOther', { title, type: other.type })} text={other.value} />
          <Text size="sm" c="dimmed">
            {other.message}
          </Text>
        </Stack>
      ))}
    </>
  );
}

/** One record: whether it is there, what to publish, and why. */
export function DnsRecord({ record }: { record: DomainRecord }) {
  const { purpose, status, found, message } = record;
  const title = t(`senders.domain.purposes.${purpose}`);
  return (
    <FormGroup title={title}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t(`senders.domain.reasons.${purpose}`)}
        </Text>
        <Group gap="sm">
          <StateBadge state={`dns_${status}`} tone={TONES[status]} />
          <Text size="sm">{message}</Text>
        </Group>
        <Wanted record={record} title={title} />
        {status !== 'ok' && found.length > 0 && (
          <>
            <Text size="sm" c="dimmed">
              {t('senders.domain.found')}
            </Text>
            {found.map((text) => (
              <Code key={text} block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {text}
              </Code>
            ))}
          </>
        )}
      </Stack>
    </FormGroup>
  );
}
