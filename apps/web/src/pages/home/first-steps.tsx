import { Anchor, Text } from '@mantine/core';
import { IconCircle, IconCircleCheck } from '@tabler/icons-react';
import { Link } from 'react-router';

import { useCampaigns } from '../../api/campaigns';
import { useContacts } from '../../api/contacts';
import { useSegments } from '../../api/segments';
import { useSenders } from '../../api/senders';
import { Section } from '../../kit/page';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import classes from './home.module.css';

interface Step {
  title: string;
  help: string;
  to: string;
  /** Undefined while it is not known. */
  done: boolean | undefined;
}

/** Undefined while it is not known whether there is any. */
function hasAny(list: { data?: { data: unknown[] } | undefined }): boolean | undefined {
  return list.data && list.data.data.length > 0;
}

function useSteps(): Step[] {
  const contacts = hasAny(useContacts({ limit: 5 }));
  const sender = hasAny(useSenders());
  const segment = hasAny(useSegments());
  const campaign = hasAny(useCampaigns({ limit: 20 }));
  return [
    { title: t('home.steps.contacts'), help: t('home.steps.contactsHelp'), to: '/imports/new', done: contacts },
    { title: t('home.steps.sender'), help: t('home.steps.senderHelp'), to: '/settings/senders', done: sender },
    { title: t('home.steps.segment'), help: t('home.steps.segmentHelp'), to: '/segments/new', done: segment },
    { title: t('home.steps.campaign'), help: t('home.steps.campaignHelp'), to: '/campaigns/new', done: campaign },
  ];
}

/** The way of a newcomer; gone once all of it was done. */
export function FirstSteps() {
  const steps = useSteps();
  const mayDo = useCan('campaigns.edit');
  const isOpen = steps.some(({ done }) => done === false) && steps.every(({ done }) => done !== undefined);
  if (!mayDo || !isOpen) return null;
  return (
    <Section title={t('home.steps.title')}>
      <ol className={classes['steps']}>
        {steps.map(({ title, help, to, done }) => (
          <li key={to} className={classes['step']} data-done={done || undefined}>
            {done === true ? (
              <IconCircleCheck size={20} className={classes['stepIcon']} aria-label={t('home.steps.done')} />
            ) : (
              <IconCircle size={20} className={classes['stepIcon']} aria-hidden />
            )}
            <div>
              {done === true ? (
                <Text>{title}</Text>
              ) : (
                <Anchor component={Link} to={to} fw={500}>
                  {title}
                </Anchor>
              )}
              <Text size="xs" c="dimmed">
                {help}
              </Text>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
