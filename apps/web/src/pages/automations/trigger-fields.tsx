import { Button, Group, Select, Stack, TextInput, Title } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';

import type { AutomationDocument, Params } from '../../api/automations';
import { useRegistry } from '../../api/registry';
import { FormGroup } from '../../kit/form-group';
import { SchemaForm } from '../../kit/schema-form/schema-form';
import { t } from '../../messages';
import { below, controls, PartFields } from './part-fields';
import { RULES } from './rules-schema';

interface TriggerProps {
  document: AutomationDocument;
  errors: Record<string, string>;
  onChange: (document: AutomationDocument) => void;
}

function Triggers({ document, errors, onChange }: TriggerProps) {
  const entries = useRegistry('triggers').data ?? [];
  const { triggers } = document;
  const write = (next: Params[]) => onChange({ ...document, triggers: next });
  return (
    <>
      {triggers.map((trigger, index) => (
        <FormGroup key={index} variant="nested" title={t('automations.trigger')}>
          <Stack gap="md">
            <Group wrap="nowrap" align="flex-end">
              <Select
                flex={1}
                aria-label={t('automations.trigger')}
                data={entries.map(({ type, label }) => ({ value: type, label }))}
                value={trigger.type}
                searchable
                allowDeselect={false}
                onChange={(type) => type !== null && write(triggers.with(index, { type }))}
              />
              <Button
                variant="subtle"
                color="gray"
                px="xs"
                aria-label={t('automations.removeTrigger')}
                onClick={() => write(triggers.toSpliced(index, 1))}
              >
                <IconTrash size={16} aria-hidden />
              </Button>
            </Group>
            <PartFields
              entries={entries}
              params={trigger}
              errors={below(errors, `triggers[${index}].`)}
              onChange={(params) => write(triggers.with(index, params))}
            />
          </Stack>
        </FormGroup>
      ))}
      <Button
        variant="light"
        w="fit-content"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => write([...triggers, { type: 'event' }])}
      >
        {t('automations.addTrigger')}
      </Button>
    </>
  );
}

/** The members of the document that the schema above names. */
function rulesOf(document: AutomationDocument): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).filter(([name]) => name in (RULES.properties ?? {})));
}

/** What begins the automation, who may enter, and when people leave. */
export function TriggerFields(props: TriggerProps) {
  const { document, errors, onChange } = props;
  const { name, triggers, start, steps, ...others } = document;
  const kept = Object.entries(others).filter(([member]) => !(member in (RULES.properties ?? {})));
  return (
    <Stack gap="md">
      <TextInput
        label={t('automations.name')}
        value={name}
        maxLength={200}
        onChange={(event) => onChange({ ...document, name: event.currentTarget.value })}
      />
      <Triggers {...props} />
      <Title order={3} size="h4">
        {t('automations.settings')}
      </Title>
      <SchemaForm
        schema={RULES}
        value={rulesOf(document)}
        errors={errors}
        hidden={[]}
        controls={controls}
        onChange={(rules) => onChange({ ...Object.fromEntries(kept), ...rules, name, triggers, start, steps })}
      />
    </Stack>
  );
}
