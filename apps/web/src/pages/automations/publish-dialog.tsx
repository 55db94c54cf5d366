import './run-words';

import { Alert, Button, Group, Modal, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';

import { useAutomationReview, usePublishAutomation } from '../../api/automations';
import type { AutomationDocument, AutomationReview, MigrationChoice, ReviewedStep } from '../../api/automations';
import { ProblemNotice } from '../../kit/problem';
import { toast } from '../../kit/toast';
import { listOf, t, tOr } from '../../messages';
import classes from './automations.module.css';
import { DryRunReview } from './dry-run/dry-run-review';
import { stepAt } from './flow/ways';
import { Findings } from './problems';
import { useStepWords } from './use-step-words';

interface DialogProps {
  id: number;
  document: AutomationDocument;
  /** The version of the draft that is looked at; undefined while the dialog is closed. */
  version: number | undefined;
  onJump: (step: string) => void;
  onClose: () => void;
}

const CHOICES = ['keep', 'move', 'exit'] as const satisfies readonly MigrationChoice[];

/** One step of the difference in words: what it was, and what it is. */
function useChangeWords(document: AutomationDocument): (step: ReviewedStep) => string {
  const wordsOf = useStepWords();
  return ({ step, before }) => {
    const after = stepAt(document, step);
    const [old, now] = [before ? wordsOf(before).title : undefined, after ? wordsOf(after).title : undefined];
    if (old === undefined || now === undefined) return old ?? now ?? step;
    if (old === now) return t('automationRuns.review.leads', { step: now });
    return t('automationRuns.review.fromTo', { before: old, after: now });
  };
}

function Changes({ review, document }: { review: AutomationReview; document: AutomationDocument }) {
  const words = useChangeWords(document);
  const parts = [
    { title: t('automationRuns.review.new'), change: 'added' },
    { title: t('automationRuns.review.changed'), change: 'changed' },
    { title: t('automationRuns.review.removed'), change: 'removed' },
  ].map((part) => ({ ...part, steps: review.steps.filter(({ change }) => change === part.change) }));
  const settings = review.settings.map((name) =>
    tOr(`automationRuns.review.setting.${name}`, t('automationRuns.review.setting.rest')),
  );
  if (review.published_version === null) return <Text>{t('automationRuns.review.first')}</Text>;
  if (settings.length === 0 && parts.every(({ steps }) => steps.length === 0)) {
    return <Text>{t('automationRuns.review.same', { version: review.published_version })}</Text>;
  }
  return (
    <>
      {parts
        .filter(({ steps }) => steps.length > 0)
        .map(({ title, change, steps }) => (
          <div key={change}>
            <Title order={3} size="h5">
              {title}
            </Title>
            <ul className={classes['changes']}>
              {steps.map((step) => (
                <li key={step.step}>{words(step)}</li>
              ))}
            </ul>
          </div>
        ))}
      {settings.length > 0 && (
        <Text>{t('automationRuns.review.settings', { settings: listOf([...new Set(settings)]) })}</Text>
      )}
    </>
  );
}

interface WaitingProps {
  step: ReviewedStep;
  document: AutomationDocument;
  choice: MigrationChoice;
  onChange: (choice: MigrationChoice) => void;
}

function helpOf({ change, moves_to: to }: ReviewedStep, choice: MigrationChoice, nameOf: (id: string) => string) {
  if (choice !== 'move') return t(`automationRuns.review.${choice}Help`);
  if (change !== 'removed') return t('automationRuns.review.moveHelp');
  return to === null ? t('automationRuns.review.moveEnd') : t('automationRuns.review.moveTo', { step: nameOf(to) });
}

/** What becomes of those who wait at a step. */
function Waiting({ step, document, choice, onChange }: WaitingProps) {
  const wordsOf = useStepWords();
  const nameOf = (id: string) => {
    const found = stepAt(document, id) ?? (id === step.step ? step.before : null);
    return found ? wordsOf(found).title : id;
  };
  const name = nameOf(step.step);
  return (
    <div className={classes['waiting']}>
      <Text fw={500}>{t('automationRuns.review.here', { count: step.waiting, step: name })}</Text>
      {step.change === 'removed' && <Text c="dimmed">{t('automationRuns.review.gone')}</Text>}
      <SegmentedControl
        aria-label={t('automationRuns.review.choice', { step: name })}
        data={CHOICES.map((value) => ({ value, label: t(`automationRuns.review.${value}`) }))}
        value={choice}
        onChange={(value) => onChange(CHOICES.find((each) => each === value) ?? 'keep')}
      />
      <Text size="sm" c="dimmed" aria-live="polite">
        {helpOf(step, choice, nameOf)}
      </Text>
    </div>
  );
}

function Body({ id, document, version, onJump, onClose }: DialogProps & { version: number }) {
  const review = useAutomationReview(id, version);
  const publish = usePublishAutomation(id);
  const [choices, setChoices] = useState<Record<string, MigrationChoice>>({});
  const { name } = document;
  if (review.error) return <ProblemNotice title={t('automationRuns.review.failed')} error={review.error} />;
  // What another version would do is not what is asked here.
  if (review.data?.version !== version) {
    return <Skeleton height={140} role="status" aria-label={t('automationRuns.review.loading')} />;
  }
  const { problems, warnings, steps } = review.data;
  const waiting = steps.filter((step) => step.waiting > 0);
  const run = () =>
    publish.mutate(
      { version, migrate: choices },
      {
        onSuccess: () => {
          toast.done(t('automations.published', { name }));
          onClose();
        },
      },
    );
  return (
    <Stack>
      {publish.error && <ProblemNotice title={t('automations.publishFailed', { name })} error={publish.error} />}
      {problems.length > 0 && (
        <Alert color="red" variant="light" title={t('automationRuns.review.problems')}>
          <Findings document={document} findings={problems} tone="bad" onJump={onJump} />
        </Alert>
      )}
      <Findings document={document} findings={warnings} tone="warn" open onJump={onJump} />
      <Changes review={review.data} document={document} />
      {waiting.length > 0 && (
        <>
          <Title order={3} size="h4">
            {t('automationRuns.review.waiting')}
          </Title>
          <Text c="dimmed">{t('automationRuns.review.waitingHelp')}</Text>
          {waiting.map((step) => (
            <Waiting
              key={step.step}
              step={step}
              document={document}
              choice={choices[step.step] ?? 'keep'}
              onChange={(choice) => setChoices({ ...choices, [step.step]: choice })}
            />
          ))}
        </>
      )}
      {problems.length === 0 && <DryRunReview automation={id} document={document} version={version} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('automationRuns.review.back')}
        </Button>
        <Button loading={publish.isPending} disabled={problems.length > 0} onClick={run} data-autofocus>
          {t('automations.publish')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Says what publishing changes and for whom, and asks what becomes of those who wait. */
export function PublishDialog(props: DialogProps) {
  const { document, version, onClose } = props;
  return (
    <Modal
      opened={version !== undefined}
      onClose={onClose}
      title={t('automationRuns.review.title', { name: document.name })}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      size="lg"
    >
      {version !== undefined && <Body {...props} version={version} />}
    </Modal>
  );
}
