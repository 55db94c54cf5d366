import { Text } from '@mantine/core';

import type { Params } from '../../api/automations';
import type { RegistryEntry } from '../../api/registry';
import { ConditionControl } from '../../kit/conditions/condition-control';
import { EventOfForm, WhereControl } from '../../kit/conditions/where-control';
import type { Controls } from '../../kit/schema-form/control';
import { SchemaForm } from '../../kit/schema-form/schema-form';
import { ContactsControl } from './contacts-control';

/** Where a step leads is drawn, or chosen from a list: see `WayTargets`. */
export const controls: Controls = {
  step: () => null,
  condition: ConditionControl,
  where: WhereControl,
  contacts: ContactsControl,
};

/** What a trigger is about: the event that it names, else the one that it is called after. */
function eventOf({ type, event }: Params): string {
  return typeof event === 'string' ? event : type;
}

/** The messages below a path, by what is left of their paths. */
export function below(errors: Record<string, string>, prefix: string): Record<string, string> {
  const own = Object.entries(errors).filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(own.map(([path, message]) => [path.slice(prefix.length), message]));
}

interface FieldsProps {
  entries: RegistryEntry[];
  params: Params;
  errors: Record<string, string>;
  onChange: (params: Params) => void;
}

/** The form of a trigger or step, drawn from the schema of its kind. */
export function PartFields({ entries, params, errors, onChange }: FieldsProps) {
  const entry = entries.find(({ type }) => type === params.type);
  if (!entry) return null;
  return (
    <>
      <Text c="dimmed">{entry.description}</Text>
      <EventOfForm value={eventOf(params)}>
        <SchemaForm
          schema={entry.schema}
          value={params}
          onChange={(value) => onChange({ ...value, type: params.type })}
          errors={errors}
          hidden={['type']}
          controls={controls}
        />
      </EventOfForm>
    </>
  );
}
