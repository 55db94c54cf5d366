import './dry-run/dry-run-words';

import {
  ActionIcon,
  Anchor,
  Autocomplete,
  Button,
  CloseButton,
  Group,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import { useSimulate } from '../../api/automations';
import type { AutomationDocument, Simulation, SimulationRequest } from '../../api/automations';
import type { DryRunReport } from '../../api/dry-run';
import { useEventNames } from '../../api/events';
import { DurationInput } from '../../kit/duration-input';
import { ProblemNotice } from '../../kit/problem';
import { t } from '../../messages';
import classes from './automations.module.css';
import { ContactChoice } from './contact-choice';
import { DryRunForm } from './dry-run/dry-run-form';
import { SimulatedWay } from './simulated-way';
import { WHOM } from './use-simulation';
import type { Whom } from './use-simulation';

const READER = ['opened', 'clicked', 'replied'] as const;

interface Told {
  event: string;
  after: string;
}

/** What the reader does is chosen by its sentence; everything else is an event's name. */
function eventOf({ event, after }: Told): NonNullable<SimulationRequest['events']>[number] {
  const email = READER.find((action) => t(`automations.simulate.reader.${action}`) === event);
  const when = after === '' ? {} : { after };
  return email === undefined ? { name: event, ...when } : { email, ...when };
}

function Events({ told, onChange }: { told: Told[]; onChange: (told: Told[]) => void }) {
  const names = useEventNames();
  const reader = READER.map((action) => t(`automations.simulate.reader.${action}`));
  return (
    <Stack gap="xs">
      <Text fw={500} size="sm">
        {t('automations.simulate.events')}
      </Text>
      {told.map((each, index) => (
        <Group key={index} gap="xs" wrap="nowrap" align="flex-end">
          <Autocomplete
            flex={1}
            aria-label={t('automations.simulate.event')}
            placeholder={t('automations.simulate.event')}
            data={[...new Set([...reader, ...names])]}
            value={each.event}
            onChange={(event) => onChange(told.with(index, { ...each, event }))}
          />
          <DurationInput
            label={t('automations.simulate.after')}
            value={each.after}
            onChange={(after) => onChange(told.with(index, { ...each, after: typeof after === 'string' ? after : '' }))}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('schemaForm.removeRow')}
            onClick={() => onChange(told.toSpliced(index, 1))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Anchor
        component="button"
        type="button"
        size="sm"
        w="fit-content"
        onClick={() => onChange([...told, { event: '', after: '1d' }])}
      >
        <IconPlus size={12} aria-hidden /> {t('automations.simulate.addEvent')}
      </Anchor>
    </Stack>
  );
}

interface OneProps {
  automation: number;
  document: AutomationDocument;
  simulation: Simulation | undefined;
  /** The moment that is looked at. */
  at: number;
  /** Saves the draft first: what is on the canvas is what is walked through. */
  save: () => Promise<number | null>;
  onShow: (simulation: Simulation | undefined) => void;
  onStep: (at: number) => void;
}

/** Asks for whom, from when, and what happens meanwhile; then lists the way beside the canvas. */
function OnePerson({ automation, document, simulation, at, save, onShow, onStep }: OneProps) {
  const simulate = useSimulate(automation);
  const [contact, setContact] = useState<number>();
  const [now, setNow] = useState('');
  const [told, setTold] = useState<Told[]>([]);
  const run = async () => {
    if (contact === undefined || (await save()) === null) return;
    onShow(undefined);
    const events = told.filter(({ event }) => event !== '').map(eventOf);
    const start = now === '' ? {} : { now: new Date(now).toISOString() };
    simulate.mutate({ contact_id: contact, ...start, events }, { onSuccess: onShow });
  };
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('automations.simulate.help')}
      </Text>
      <ContactChoice value={contact} onChange={setContact} />
      <TextInput
        type="datetime-local"
        label={t('automations.simulate.now')}
        description={t('automations.simulate.nowHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={now}
        onChange={(event) => setNow(event.currentTarget.value)}
      />
      <Events told={told} onChange={setTold} />
      <Button
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        loading={simulate.isPending}
        disabled={contact === undefined}
        onClick={() => void run()}
      >
        {t('automations.simulate.run')}
      </Button>
      {simulate.error && <ProblemNotice title={t('automations.simulate.failed')} error={simulate.error} />}
      {simulation && <SimulatedWay document={document} simulation={simulation} at={at} onStep={onStep} />}
    </>
  );
}

interface PanelProps extends OneProps {
  whom: Whom;
  dryRun: DryRunReport | undefined;
  onWhom: (whom: Whom) => void;
  onReport: (report: DryRunReport | undefined) => void;
  onClose: () => void;
}

/** Tries the draft beside the canvas: for one person, or for everybody. */
export function SimulationPanel({ whom, dryRun, onWhom, onReport, onClose, ...one }: PanelProps) {
  return (
    <aside className={classes['aside']} aria-label={t('automations.simulate.title')}>
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} size="h4">
            {t('automations.simulate.title')}
          </Title>
          <CloseButton aria-label={t('automations.close')} onClick={onClose} />
        </Group>
        <SegmentedControl
          aria-label={t('dryRun.who')}
          data={WHOM.map((value) => ({ value, label: t(`dryRun.${value}`) }))}
          value={whom}
          onChange={(value) => onWhom(WHOM.find((each) => each === value) ?? 'one')}
        />
        {whom === 'one' ? <OnePerson {...one} /> : <DryRunForm {...one} report={dryRun} onReport={onReport} />}
      </Stack>
    </aside>
  );
}
