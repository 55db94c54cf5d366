import { Input, Text } from '@mantine/core';
import { createContext, use } from 'react';

import type { ControlProps } from '../schema-form/control';
import { whereSentence } from './describe';
import { WhereInput } from './leaves/where-input';
import { useNames } from './use-names';

/** Whose properties are offered in a form: its event. Nothing is offered without one. */
export const EventOfForm = createContext('');

/** Narrows the events that a form is about by their properties, as conditions on events do, and says so in words. */
export function WhereControl({ label, value, onChange, error, path, errors }: ControlProps) {
  const event = use(EventOfForm);
  const sentence = whereSentence(value, useNames([]));
  const below = Object.entries(errors).find(([at]) => at.startsWith(`${path}.`))?.[1];
  return (
    <Input.Wrapper label={label} labelElement="div" error={error ?? below}>
      <WhereInput
        where={typeof value === 'object' && value !== null ? value : undefined}
        event={event}
        onChange={onChange}
      />
      {sentence !== undefined && (
        <Text size="sm" c="dimmed">
          {sentence}
        </Text>
      )}
    </Input.Wrapper>
  );
}
