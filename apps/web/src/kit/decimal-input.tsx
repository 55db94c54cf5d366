import { NumberInput } from '@mantine/core';
import type { NumberInputProps } from '@mantine/core';
import { useState } from 'react';

interface DecimalInputProps extends Omit<NumberInputProps, 'value' | 'onChange' | 'defaultValue'> {
  value: unknown;
  /** `null` while nothing is typed that is a number. */
  onChange: (value: number | null) => void;
}

/** A sign alone is no number yet. */
function readNumber(typed: unknown): number | null {
  const number = typed === '' || typed === null || typed === undefined ? NaN : Number(typed);
  if (Number.isNaN(number)) return null;
  return number === 0 ? 0 : number;
}

/** A number as it is typed: `-0` and `1.0` stand while they are on the way to -0.5 and 1.05. */
export function DecimalInput({ value, onChange, ...props }: DecimalInputProps) {
  const [typed, setTyped] = useState<number | string>('');
  const number = readNumber(value);
  return (
    <NumberInput
      hideControls
      {...props}
      value={readNumber(typed) === number ? typed : (number ?? '')}
      onChange={(next) => {
        setTyped(next);
        onChange(readNumber(next));
      }}
    />
  );
}
