import { Button, Code, Group, Stack, Text } from '@mantine/core';

import { useLift } from '../../api/sender-pace';
import type { SlowDown } from '../../api/sender-pace';
import { useConfirm } from '../../kit/confirm';
import { formatNumber } from '../../kit/format';
import { Section } from '../../kit/page';
import { RelativeTime, useNow } from '../../kit/relative-time';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { Fact, Facts } from './fact';
import classes from './settings.module.css';

function labelOf({ domain, label }: SlowDown): string {
  return domain === '' ? t('pace.allMail') : label;
}

function LiftButton({ sender, slowDown }: { sender: number; slowDown: SlowDown }) {
  const lift = useLift(sender);
  const confirm = useConfirm();
  const label = labelOf(slowDown);
  const ask = async () => {
    const title = t('pace.liftTitle', { label });
    if (!(await confirm({ title, body: t('pace.liftBody'), action: t('pace.lift') }))) return;
    lift.mutate(slowDown.domain, {
      onSuccess: () => toast.done(t('pace.lifted', { label })),
      onError: (error) => toast.failed(t('pace.liftFailed'), error),
    });
  };
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t('pace.liftOf', { label })}
      loading={lift.isPending}
      onClick={() => void ask()}
    >
      {t('pace.lift')}
    </Button>
  );
}

/** Until when nothing leaves, or how much of the full rate does. */
function Brake({ slowDown: { paused_until, rate, full_rate } }: { slowDown: SlowDown }) {
  if (new Date(paused_until).getTime() > useNow()) {
    return (
      <Fact name={t('pace.pausedUntil')}>
        <RelativeTime at={paused_until} />
      </Fact>
    );
  }
  return (
    <Fact name={t('pace.rate')}>{t('pace.rateOf', { rate: formatNumber(rate), full: formatNumber(full_rate) })}</Fact>
  );
}

function SlowDownView({ sender, slowDown }: { sender: number; slowDown: SlowDown }) {
  const mayLift = useCan('settings.edit');
  const label = labelOf(slowDown);
  return (
    <Stack component="li" gap={4}>
      <Group justify="space-between" gap="xs">
        <Text fw={500}>{label}</Text>
        {mayLift && <LiftButton sender={sender} slowDown={slowDown} />}
      </Group>
      <Facts>
        <Brake slowDown={slowDown} />
        <Fact name={t('pace.endsAt')}>
          <RelativeTime at={slowDown.ends_at} />
        </Fact>
        <Fact name={t('pace.since')}>
          <RelativeTime at={slowDown.since} />
        </Fact>
        <Fact name={t('pace.code')}>{slowDown.code}</Fact>
      </Facts>
      <Code block className={classes['words']} tabIndex={0} role="group" aria-label={t('pace.words', { label })}>
        {slowDown.response}
      </Code>
    </Stack>
  );
}

/** Who asked for patience, why and until when, and the way out of it. */
export function SlowDowns({ sender, list }: { sender: number; list: SlowDown[] }) {
  return (
    <Section title={t('pace.slowed')}>
      {list.length === 0 ? (
        <Text c="dimmed">{t('pace.notSlowed')}</Text>
      ) : (
        <Stack component="ul" gap="lg" className={classes['plainList']} aria-label={t('pace.slowed')}>
          {list.map((slowDown) => (
            <SlowDownView key={slowDown.domain} sender={sender} slowDown={slowDown} />
          ))}
        </Stack>
      )}
    </Section>
  );
}
