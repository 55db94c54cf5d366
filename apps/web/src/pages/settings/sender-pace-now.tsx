import { Text } from '@mantine/core';

import type { SenderPace } from '../../api/sender-pace';
import { formatShare } from '../../kit/format';
import { Section } from '../../kit/page';
import { t, tOr } from '../../messages';
import { Fact, Facts } from './fact';

function HealthFacts({ health }: { health: NonNullable<SenderPace['health']> }) {
  const { mails } = health;
  return (['complaints', 'bounces'] as const).map((kind) => (
    <Fact key={kind} name={t(`pace.${kind}`)}>
      {t('pace.ofMails', { part: health[kind], mails, share: formatShare(health[kind], mails) })}
    </Fact>
  ));
}

function Waiting({ waiting }: { waiting: SenderPace['waiting'] }) {
  const reasons = Object.entries(waiting);
  if (reasons.length === 0) return <Text c="dimmed">{t('pace.nothingWaits')}</Text>;
  return (
    <Facts>
      {reasons.map(([reason, count]) => (
        <Fact key={reason} name={tOr(`pace.waiting.${reason.replaceAll('.', '_')}`, reason)}>
          {t('pace.mails', { count })}
        </Fact>
      ))}
    </Facts>
  );
}

/** How fast the mail of a sender leaves at the moment, and how much of it waits for what. */
export function PaceNow({ pace: { sent, waiting, warm_up: warmUp, health } }: { pace: SenderPace }) {
  return (
    <>
      <Section title={t('pace.present')}>
        <Facts>
          <Fact name={t('pace.lastMinute')}>{t('pace.mails', { count: sent.last_minute })}</Fact>
          <Fact name={t('pace.lastHour')}>{t('pace.mails', { count: sent.last_hour })}</Fact>
          {warmUp && (
            <Fact name={t('pace.warmUpToday')}>{t('pace.warmUpOf', { taken: warmUp.taken, quota: warmUp.quota })}</Fact>
          )}
          {health && <HealthFacts health={health} />}
        </Facts>
        {health?.ill === true && <Text c="var(--td-warn-ink)">{t('pace.ill')}</Text>}
      </Section>
      <Section title={t('pace.waitingTitle')}>
        <Waiting waiting={waiting} />
      </Section>
    </>
  );
}
