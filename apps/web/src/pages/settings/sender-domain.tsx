import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconKey, IconRefresh } from '@tabler/icons-react';

import { useRotateKey, useSenderDomain, useVerifySender } from '../../api/senders';
import type { Sender, SenderDomain } from '../../api/senders';
import { useConfirm } from '../../kit/confirm';
import { FormGroup } from '../../kit/form-group';
import { PageSkeleton } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { DnsRecord } from './dns-record';

function Summary({ domain }: { domain: SenderDomain }) {
  const { verified, signs, checked_at, tracking } = domain;
  return (
    <Stack gap={4}>
      <Group gap="sm">
        <StateBadge state={verified ? 'verified' : 'unverified'} />
        <Text size="sm">{t(signs ? 'senders.domain.signs' : 'senders.domain.unsigned')}</Text>
      </Group>
      {tracking?.used && <Text size="sm">{t('senders.domain.tracked', { domain: tracking.domain })}</Text>}
      <Text size="sm" c="dimmed">
        {checked_at === null ? t('senders.domain.never') : t('senders.domain.checked')}{' '}
        {checked_at !== null && <RelativeTime at={checked_at} />}
      </Text>
    </Stack>
  );
}

/** What the part about alignment says itself. */
const SAID_BELOW: readonly string[] = ['spf.unaligned', 'dkim.unaligned'];

function Warnings({ warnings }: Pick<SenderDomain, 'warnings'>) {
  const said = warnings.filter(({ code }) => !SAID_BELOW.includes(code));
  if (said.length === 0) return null;
  return (
    <Stack gap="xs">
      {said.map(({ code, message }) => (
        <Group key={code} gap={8} wrap="nowrap" align="flex-start">
          <IconAlertTriangle size={18} color="var(--td-warn-ink)" style={{ flexShrink: 0 }} aria-hidden />
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {message}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

const TONES = { aligned: 'good', unaligned: 'warn', unknown: 'neutral' } as const;

/** Whether what was found counts for the domain that readers see. */
function AlignmentView({ alignment }: Pick<SenderDomain, 'alignment'>) {
  return (
    <FormGroup title={t('senders.domain.alignment')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('senders.domain.alignmentHelp')}
        </Text>
        {(['dkim', 'spf'] as const).map((kind) => (
          <Stack key={kind} gap={4}>
            <Group gap="sm">
              <Text size="sm" fw={600}>
                {t(`senders.domain.aligns.${kind}`)}
              </Text>
              <StateBadge state={`alignment_${alignment[kind].status}`} tone={TONES[alignment[kind].status]} />
            </Group>
            <Text size="sm">{alignment[kind].message}</Text>
          </Stack>
        ))}
      </Stack>
    </FormGroup>
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
          <Warnings warnings={domain.warnings} />
          <AlignmentView alignment={domain.alignment} />
          {domain.records.map((record) => (
            <DnsRecord key={record.purpose} record={record} />
          ))}
        </Stack>
      )}
    </QueryView>
  );
}

/** The DNS records that a sender's names need, what was found, whether it counts, and the key that signs. */
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
