import { Anchor, Group, Skeleton, Stack, Text, Title, Tooltip } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';

import type { ExplainedMail, RuleForecast, SendExplanation, WhyAbout } from '../../api/why';
import { useSendExplanation } from '../../api/why';
import { t, tOr } from '../../messages';
import type { ToneName } from '../../theme/palette';
import { QueryView } from '../query-view';
import { StateBadge } from '../state-badge';
import { FactList } from './fact-list';
import classes from './why.module.css';

const TONES: Record<RuleForecast['verdict'], ToneName> = {
  pass: 'good',
  refuse: 'bad',
  wait: 'warn',
  later: 'neutral',
  exempt: 'neutral',
};

function Mail({ mail, isOnly, isShown }: { mail: ExplainedMail; isOnly: boolean; isShown: boolean }) {
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Text fw={500} size="sm">
          {mail.subject ?? t('why.noSubject')}
        </Text>
        {!isOnly && <StateBadge state={mail.outcome} />}
      </Group>
      <FactList facts={mail.facts} />
      {!isShown && mail.view_url !== null && (
        <Tooltip label={t('why.viewMailHelp')}>
          <Anchor href={mail.view_url} target="_blank" rel="noopener" size="sm" w="fit-content">
            <Group gap={4} component="span">
              <IconExternalLink size={15} aria-hidden />
              {t('why.viewMail')}
            </Group>
          </Anchor>
        </Tooltip>
      )}
    </Stack>
  );
}

function Rules({ rules }: { rules: RuleForecast[] }) {
  return (
    <section>
      <Title order={3} size="h5">
        {t('why.rules')}
      </Title>
      <Text c="dimmed" size="sm">
        {t('why.rulesHelp')}
      </Text>
      <ol className={classes['rules']}>
        {rules.map(({ rule, verdict, facts }) => (
          <li key={rule} className={classes['rule']}>
            <div className={classes['ruleHead']}>
              <Text span inherit fw={500}>
                {tOr(`why.gateRules.${rule}`, rule)}
              </Text>
              <StateBadge state={`gate_${verdict}`} tone={TONES[verdict]} />
            </div>
            <FactList facts={facts} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Answer({ explanation, isShown }: { explanation: SendExplanation; isShown: boolean }) {
  const { outcome, facts, mails, gate } = explanation;
  return (
    <Stack gap="lg" aria-live="polite">
      <Text fw={600} size="lg">
        {tOr(`why.outcomes.${outcome}`, outcome.replaceAll('_', ' '))}
      </Text>
      {facts.length > 0 && <FactList facts={facts} />}
      {mails.map((mail) => (
        <Mail key={mail.id} mail={mail} isOnly={mails.length === 1} isShown={isShown} />
      ))}
      {gate && <Rules rules={gate} />}
    </Stack>
  );
}

interface WhyPanelProps {
  contact: number;
  about: WhyAbout;
  /** The mail itself stands beside the reasons. */
  isShown?: boolean;
}

/** Why a person got a mail or did not: the answer first, then what it rests on. */
export function WhyPanel({ contact, about, isShown = false }: WhyPanelProps) {
  const explanation = useSendExplanation(contact, about);
  return (
    <QueryView query={explanation} failed={t('why.failed')} waiting={<Skeleton height={160} />}>
      {(data) => <Answer explanation={data} isShown={isShown} />}
    </QueryView>
  );
}
