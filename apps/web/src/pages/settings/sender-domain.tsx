import { ActionIcon, Button, Code, CopyButton, Drawer, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconKey, IconRefresh } from '@tabler/icons-react';

import { useRotateKey, useSenderDomain, useVerifySender } from '../../api/senders';
import type { DomainRecord, Sender, SenderDomain } from '../../api/senders';
import { useConfirm } from '../../kit/confirm';
import { FormGroup } from '../../kit/form-group';
import { PageSkeleton } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';

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

function RecordView({ record }: { record: DomainRecord }) {
  const { purpose, type, name, value, status, found, message } = record;
  const title = t(`senders.domain.purposes.${purpose}`);
  return (
    <FormGroup title={title}>
      <Stack gap="xs">
        <Group gap="sm">
          <StateBadge state={`dns_${status}`} tone={TONES[status]} />
          <Text size="sm">{message}</Text>
        </Group>
        <Text size="sm" c="dimmed">
          {t('senders.domain.name', { type })}
        </Text>
        <Copied label={t('senders.domain.copyName', { title })} text={name} />
        <Text size="sm" c="dimmed">
          {t('senders.domain.value')}
        </Text>
        <Copied label={t('senders.domain.copyValue', { title })} text={value} />
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

function Summary({ domain }: { domain: SenderDomain }) {
  const { verified, signs, checked_at } = domain;
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <StateBadge state={verified ? 'verified' : 'unverified'} />
        <Text size="sm">{t(signs ? 'senders.domain.signs' : 'senders.domain.unsigned')}</Text>
      </Group>
      <Text size="sm" c="dimmed">
        {checked_at === null ? t('senders.domain.never') : t('senders.domain.checked')}{' '}
        {checked_at !== null && <RelativeTime at={checked_at} />}
      </Text>
    </Stack>
  );
}

function Actions({ sender, domain }: { sender: Sender; domain: SenderDomain }) {
  const verify = useVerifySender();
  const rotate = useRotateKey(sender.id);
  const confirm = useConfirm();
  const nextIsThere = domain.records.some(({ purpose, status }) => purpose === 'dkim_next' && status === 'ok');
  const check = () =>
    verify.mutate(sender.id, { onError: (error) => toast.failed(t('senders.domain.checkFailed'), error) });
  const change = async () => {
    const title = t('senders.domain.rotateTitle');
    const yes = await confirm({ title, body: t('senders.domain.rotateBody'), action: t('senders.domain.rotate') });
    if (!yes) return;
    rotate.mutate(undefined, {
      onSuccess: () => toast.done(t('senders.domain.rotated')),
      onError: (error) => toast.failed(t('senders.domain.rotateFailed'), error),
    });
  };
  return (
    <Group gap="sm">
      <Button leftSection={<IconRefresh size={16} aria-hidden />} loading={verify.isPending} onClick={check}>
        {t('senders.domain.check')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconKey size={16} aria-hidden />}
        disabled={!nextIsThere}
        loading={rotate.isPending}
        onClick={() => void change()}
      >
        {t('senders.domain.rotate')}
      </Button>
    </Group>
  );
}

function Content({ sender }: { sender: Sender }) {
  const mayEdit = useCan('senders.edit');
  const query = useSenderDomain(sender.id);
  return (
    <QueryView query={query} failed={t('senders.domain.failed')} waiting={<PageSkeleton />}>
      {(domain) => (
        <Stack gap="lg">
          <Text c="dimmed">{t('senders.domain.help')}</Text>
          <Summary domain={domain} />
          {mayEdit && <Actions sender={sender} domain={domain} />}
          {domain.records.map((record) => (
            <RecordView key={record.purpose} record={record} />
          ))}
        </Stack>
      )}
    </QueryView>
  );
}

/** The DNS records that a sender's domain needs, what was found, and the key that signs. */
export function SenderDomainDrawer({ sender, onClose }: { sender: Sender | undefined; onClose: () => void }) {
  const [, host = ''] = sender?.email.split('@') ?? [];
  return (
    <Drawer
      opened={sender !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t('senders.domain.title', { domain: host })}
      closeButtonProps={{ 'aria-label': t('senders.domain.close') }}
    >
      {sender && <Content sender={sender} />}
    </Drawer>
  );
}
