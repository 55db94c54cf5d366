import { Textarea } from '@mantine/core';
import { useState } from 'react';

import { t } from '../../messages';
import { sentenceOf } from '../problem';
import { shared } from './basic-controls';
import type { Control } from './control';
import { parseJson } from './json-fault';

function written(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

/** What the server found inside the value, by its place in it. */
function refusals(path: string, errors: Record<string, string>): string | undefined {
  const inside = Object.entries(errors).filter(([at]) => at.startsWith(`${path}.`) || at.startsWith(`${path}[`));
  const lines = inside.map(([at, message]) =>
    t('schemaForm.jsonAt', { place: at.slice(path.length).replace(/^\./, ''), message: sentenceOf(message) }),
  );
  return lines.length > 0 ? lines.join(' ') : undefined;
}

/** JSON to write by hand. While it is broken the value before stays, and the place of the fault is named. */
export const JsonControl: Control = (props) => {
  const { value, onChange, path, errors, schema } = props;
  const [text, setText] = useState(() => written(value));
  const [known, setKnown] = useState(value);
  // Somebody else has changed it: an undo, say.
  if (JSON.stringify(value) !== JSON.stringify(known)) {
    setKnown(value);
    setText(written(value));
  }
  const read = text.trim() === '' ? { value: undefined } : parseJson(text);
  const fault = 'fault' in read ? t('schemaForm.jsonFault', { ...read.fault }) : undefined;
  const isObject = 'value' in read && typeof read.value === 'object' && !Array.isArray(read.value);
  const wrongKind = 'value' in read && read.value !== undefined && schema.type === 'object' && !isObject;
  const write = (next: string) => {
    setText(next);
    const parsed = next.trim() === '' ? { value: undefined } : parseJson(next);
    if ('fault' in parsed) return;
    setKnown(parsed.value);
    onChange(parsed.value);
  };
  return (
    <Textarea
      {...shared(props)}
      error={fault ?? (wrongKind ? t('schemaForm.jsonObject') : (props.error ?? refusals(path, errors)))}
      value={text}
      onChange={(event) => write(event.currentTarget.value)}
      onBlur={() => 'value' in read && setText(written(read.value))}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      spellCheck={false}
      autosize
      minRows={3}
      maxRows={20}
    />
  );
};
