import { Button, Drawer, Group, Menu, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconCopy, IconDots, IconTrash } from '@tabler/icons-react';

import type { AutomationDocument, AutomationReport, Params } from '../../api/automations';
import { t } from '../../messages';
import { TRIGGER } from './flow/tree';
import { stepAt } from './flow/ways';
import { below, PartFields } from './part-fields';
import { PeopleHere } from './people-here';
import { TriggerFields } from './trigger-fields';
import type { FlowEdits } from './use-flow-edits';
import { useStepKinds } from './use-step-kinds';
import { useStepWords } from './use-step-words';
import { WayTargets } from './way-targets';

interface PanelProps {
  automation: number;
  document: AutomationDocument;
  report: AutomationReport | undefined;
  selected: string | null;
  /** Messages by path of the document, like `steps.s1.template`. */
  errors: Record<string, string>;
  readOnly: boolean;
  edits: FlowEdits;
  /** The group says which changes are taken back together. */
  onChange: (document: AutomationDocument, group: string) => void;
  onGoTo: (id: string) => void;
  onClose: () => void;
}

function Notes({ step, onChange }: { step: Params; onChange: (step: Params) => void }) {
  const set = (name: 'name' | 'note', text: string) => {
    const { [name]: _old, ...rest } = step;
    onChange(text === '' ? rest : { ...rest, [name]: text });
  };
  const textOf = (name: 'name' | 'note') => (typeof step[name] === 'string' ? step[name] : '');
  return (
    <>
      <TextInput
        label={t('automations.stepName')}
        value={textOf('name')}
        maxLength={200}
        onChange={(event) => set('name', event.currentTarget.value)}
      />
      <Textarea
        label={t('automations.stepNote')}
        description={t('automations.stepNoteHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={textOf('note')}
        maxLength={2_000}
        autosize
        minRows={2}
        maxRows={8}
        onChange={(event) => set('note', event.currentTarget.value)}
      />
    </>
  );
}

function StepActions({
  id,
  edits,
  onGoTo,
  onClose,
}: Pick<PanelProps, 'edits' | 'onGoTo' | 'onClose'> & { id: string }) {
  const leave = (take: (id: string) => void) => () => {
    take(id);
    onClose();
  };
  return (
    <Group gap="xs">
      <Button
        variant="default"
        leftSection={<IconCopy size={16} aria-hidden />}
        onClick={() => {
          const made = edits.duplicate(id);
          if (made !== undefined) onGoTo(made);
        }}
      >
        {t('automations.duplicateStep')}
      </Button>
      <Button
        variant="light"
        color="red"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={leave(edits.remove)}
      >
        {t('automations.remove')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px="xs" aria-label={t('actions.more')}>
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => edits.copy(id)}>{t('automations.copy')}</Menu.Item>
          <Menu.Item onClick={() => edits.copyBranch(id)}>{t('automations.copyBranch')}</Menu.Item>
          <Menu.Item color="red" onClick={leave(edits.removeBranch)}>
            {t('automations.removeBranch')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function StepFields({ selected, ...props }: PanelProps & { selected: string }) {
  const { automation, document, report, errors, readOnly, edits, onChange, onGoTo, onClose } = props;
  const { entries } = useStepKinds();
  const step = stepAt(document, selected);
  if (!step) return null;
  const change = (params: Params) =>
    onChange({ ...document, steps: { ...document.steps, [selected]: params } }, `step ${selected}`);
  return (
    <>
      <fieldset disabled={readOnly} style={{ border: 0, margin: 0, padding: 0 }}>
        <Stack gap="md">
          <PartFields entries={entries} params={step} errors={below(errors, `steps.${selected}.`)} onChange={change} />
          <WayTargets document={document} id={selected} step={step} onChange={change} />
          <Notes step={step} onChange={change} />
          {!readOnly && <StepActions id={selected} edits={edits} onGoTo={onGoTo} onClose={onClose} />}
        </Stack>
      </fieldset>
      {report?.steps[selected] && <PeopleHere automation={automation} step={selected} params={step} />}
    </>
  );
}

/** The form of the step, or of the triggers, that was opened on the canvas. */
export function StepPanel(props: PanelProps) {
  const { document, selected, errors, readOnly, onChange, onClose } = props;
  const wordsOf = useStepWords();
  const step = stepAt(document, selected);
  // While the panel slides away it says nothing rather than something else.
  const title = selected === TRIGGER ? t('automations.trigger') : step ? wordsOf(step).label : '';
  return (
    <Drawer
      opened={selected !== null && (selected === TRIGGER || step !== undefined)}
      onClose={onClose}
      position="right"
      size="lg"
      title={<Text fw={600}>{title}</Text>}
      closeButtonProps={{ 'aria-label': t('automations.close') }}
      returnFocus={false}
    >
      <Stack gap="lg">
        {selected === TRIGGER && (
          <fieldset disabled={readOnly} style={{ border: 0, margin: 0, padding: 0 }}>
            <TriggerFields document={document} errors={errors} onChange={(next) => onChange(next, 'trigger')} />
          </fieldset>
        )}
        {selected !== null && selected !== TRIGGER && <StepFields key={selected} {...props} selected={selected} />}
      </Stack>
    </Drawer>
  );
}
