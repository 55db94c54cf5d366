import { Anchor, Button, Modal, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';

import { documentOf, useAutomation, useContactRuns } from '../../api/automations';
import type { ContactRun } from '../../api/automations';
import { nameOf, useContact } from '../../api/contacts';
import { useAutomationNames } from '../../api/documents';
import { usePutIn } from '../../api/manual-entry';
import { useRegistry } from '../../api/registry';
import { Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { exitWords } from '../automations/exit-words';
import { TestBadge } from '../automations/test-badge';
import { useTakeOutDialog } from '../automations/use-take-out';
import { Explanation } from '../automations/why-panel';
import classes from './audience.module.css';

/** Of those that are over so many are shown; the timeline has all. */
const ENDED_SHOWN = 5;

const isOpen = ({ state }: ContactRun): boolean => state === 'active' || state === 'stuck';

/** Takes somebody out of what she is in. */
function TakeOutButton({ run: { automation, contact_id: id } }: { run: ContactRun }) {
  const contact = useContact(id).data;
  const takeOut = useTakeOutDialog();
  if (!useCan('automations.edit') || !contact) return null;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      aria-label={t('contact.takeOutOf', { automation: automation.name })}
      onClick={() => void takeOut(automation, { id, name: nameOf(contact) })}
    >
      {t('automationRuns.takeOut.action')}
    </Button>
  );
}

/** Where somebody stands and until when, or how it ended. */
function Run({ run }: { run: ContactRun }) {
  const steps = useRegistry('steps').data ?? [];
  const kind = steps.find(({ type }) => type === run.step_type)?.label;
  const step = run.step_name ?? kind ?? run.step;
  const { automation, state, due_at: due, error } = run;
  return (
    <li>
      <div className={classes['line']}>
        <Anchor component={Link} to={`/automations/${automation.id}`} className="clip">
          {automation.name}
        </Anchor>
        <span className={classes['lineEnd']}>
          {run.test && <TestBadge />}
          {isOpen(run) && <TakeOutButton run={run} />}
          <StateBadge state={state} {...(state === 'stuck' ? { tone: 'bad' as const } : {})} />
        </span>
      </div>
      {isOpen(run) ? (
        <Text size="xs" c="dimmed">
          {step !== null && t('automations.why.at', { step })}
          {due === null ? (
            state === 'active' && <> · {t('automations.untilMet')}</>
          ) : (
            <>
              {' · '}
              {t('automations.until')} <RelativeTime at={due} />
            </>
          )}
        </Text>
      ) : (
        <Text size="xs" c="dimmed">
          {exitWords(run.exit_reason) ?? t('contact.automationEnded')}{' '}
          {run.ended_at !== null && <RelativeTime at={run.ended_at} />}
        </Text>
      )}
      {error !== null && <Text size="xs">{error}</Text>}
    </li>
  );
}

/** Puts the person into the automation that the dialog is about, and says when something keeps her out. */
function PutInButton({ automation, contact }: { automation: { id: number; name: string }; contact: number }) {
  const found = useContact(contact).data;
  const putIn = usePutIn();
  if (!found) return null;
  const name = nameOf(found);
  const run = () =>
    putIn.mutate(
      { automation: automation.id, contact },
      {
        onSuccess: (reason) =>
          reason === null
            ? toast.done(t('automationRuns.putIn.entered', { name }))
            : toast.warn(
                t('automationRuns.putIn.keptOut', { name, reason: t(`automationRuns.putIn.reasons.${reason}`) }),
              ),
        onError: (error) => toast.failed(t('automationRuns.putIn.failed'), error),
      },
    );
  return (
    <Button variant="default" w="fit-content" loading={putIn.isPending} onClick={run}>
      {t('contact.putInto', { automation: automation.name })}
    </Button>
  );
}

/** Why the person is in one automation or not, beside the page. */
function WhyDialog({ automation, contact, onClose }: { automation: number; contact: number; onClose: () => void }) {
  const query = useAutomation(automation);
  const mayEdit = useCan('automations.edit');
  return (
    <Modal opened onClose={onClose} title={query.data?.name ?? ''} size="lg">
      <QueryView query={query} failed={t('automations.why.failed')} waiting={<Skeleton height={160} />}>
        {(data) => (
          <Stack gap="lg">
            <Explanation id={automation} contact={contact} document={documentOf(data)} />
            {mayEdit && data.status === 'live' && <PutInButton automation={data} contact={contact} />}
          </Stack>
        )}
      </QueryView>
    </Modal>
  );
}

/** The automations that a person is in, where and until when; those that are over; and why in any of them or not. */
export function ContactAutomations({ id }: { id: number }) {
  const runs = useContactRuns(id).data?.data;
  const names = useAutomationNames();
  const [asked, setAsked] = useState<number>();
  const open = runs?.filter(isOpen) ?? [];
  const ended = runs?.filter((run) => !isOpen(run)).slice(0, ENDED_SHOWN) ?? [];
  return (
    <Section title={t('contact.automations')}>
      <Stack gap="sm">
        {runs?.length === 0 && <Text c="dimmed">{t('contact.noAutomations')}</Text>}
        <ul className={classes['lines']}>
          {[...open, ...ended].map((run) => (
            <Run key={run.id} run={run} />
          ))}
        </ul>
        {names.length > 0 && (
          <Select
            label={t('contact.whyAutomation')}
            placeholder={t('schemaForm.chooseAutomation')}
            data={names.map((each) => ({ value: String(each.id), label: each.name }))}
            value={null}
            onChange={(chosen) => setAsked(chosen === null ? undefined : Number(chosen))}
            searchable
          />
        )}
      </Stack>
      {asked !== undefined && <WhyDialog automation={asked} contact={id} onClose={() => setAsked(undefined)} />}
    </Section>
  );
}
