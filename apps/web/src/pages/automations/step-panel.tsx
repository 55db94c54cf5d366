import { Button, Drawer, Select, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';

import type { AutomationDocument, Params } from '../../api/automations';
import { useRegistry } from '../../api/registry';
import type { RegistryEntry } from '../../api/registry';
import { ConditionControl } from '../../kit/conditions/condition-control';
import { SchemaForm } from '../../kit/schema-form/schema-form';
import type { Controls } from '../../kit/schema-form/control';
import { t } from '../../messages';
import { removeStep } from './flow';
import { TRIGGER } from './flow-canvas';

/** Where a step leads is drawn, not typed. */
const controls: Controls = { step: () => null, condition: ConditionControl };

interface PanelProps {
  document: AutomationDocument;
  selected: string | null;
  /** Messages by path of the document, like `steps.s1.template`. */
  errors: Record<string, string>;
  readOnly: boolean;
  onChange: (document: AutomationDocument) => void;
  onClose: () => void;
}

function below(errors: Record<string, string>, prefix: string): Record<string, string> {
  const own = Object.entries(errors).filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(own.map(([path, message]) => [path.slice(prefix.length), message]));
}

interface FieldsProps {
  entries: RegistryEntry[];
  params: Params;
  errors: Record<string, string>;
  onChange: (params: Params) => void;
}

function Fields({ entries, params, errors, onChange }: FieldsProps) {
  const entry = entries.find(({ type }) => type === params.type);
  if (!entry) return null;
  return (
    <>
      <Text c="dimmed">{entry.description}</Text>
      <SchemaForm
        schema={entry.schema}
        value={params}
        onChange={(value) => onChange({ ...value, type: params.type })}
        errors={errors}
        hidden={['type']}
        controls={controls}
      />
    </>
  );
}

function TriggerFields({ document, errors, onChange }: Pick<PanelProps, 'document' | 'errors' | 'onChange'>) {
  const entries = useRegistry('triggers').data ?? [];
  const set = (index: number, trigger: Params) =>
    onChange({ ...document, triggers: document.triggers.with(index, trigger) });
  return document.triggers.map((trigger, index) => (
    <Stack key={index} gap="md">
      <Select
        label={t('automations.trigger')}
        data={entries.map(({ type, label }) => ({ value: type, label }))}
        value={trigger.type}
        allowDeselect={false}
        onChange={(type) => type !== null && set(index, { type })}
      />
      <Fields
        entries={entries}
        params={trigger}
        errors={below(errors, `triggers[${index}].`)}
        onChange={(params) => set(index, params)}
      />
    </Stack>
  ));
}

function StepFields({ document, selected, errors, onChange, onClose }: PanelProps & { selected: string }) {
  const entries = useRegistry('steps').data ?? [];
  const step = document.steps[selected];
  if (!step) return null;
  return (
    <>
      <Fields
        entries={entries}
        params={step}
        errors={below(errors, `steps.${selected}.`)}
        onChange={(params) => onChange({ ...document, steps: { ...document.steps, [selected]: params } })}
      />
      <Button
        variant="light"
        color="red"
        w="fit-content"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => {
          onChange(removeStep(document, selected));
          onClose();
        }}
      >
        {t('automations.remove')}
      </Button>
    </>
  );
}

/** The form of the step, or of the triggers, that was opened on the canvas. */
export function StepPanel(props: PanelProps) {
  const { document, selected, onClose, readOnly } = props;
  const steps = useRegistry('steps').data ?? [];
  const step = selected === null ? undefined : document.steps[selected];
  const label = step && (steps.find(({ type }) => type === step.type)?.label ?? step.type);
  // While the panel slides away it says nothing rather than something else.
  const title = selected === TRIGGER ? t('automations.trigger') : (label ?? '');
  return (
    <Drawer
      opened={selected !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={title}
      closeButtonProps={{ 'aria-label': t('automations.close') }}
    >
      <fieldset disabled={readOnly} style={{ border: 0, margin: 0, padding: 0 }}>
        <Stack gap="md">
          {selected === TRIGGER && <TriggerFields {...props} />}
          {selected !== null && selected !== TRIGGER && <StepFields {...props} selected={selected} />}
        </Stack>
      </fieldset>
    </Drawer>
  );
}
