import { ColorSwatch, Group, Input, UnstyledButton } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';

import { t } from '../messages';
import { labelColours } from '../theme/palette';

interface ColorChoiceProps {
  label: string;
  value: string | null;
  onChange: (color: string) => void;
}

/** One of the colours that segments and tags may wear. */
export function ColorChoice({ label, value, onChange }: ColorChoiceProps) {
  // Set by a program, in a colour that is not among those offered here.
  const own = value !== null && !labelColours.some((color) => color === value) ? [value] : [];
  return (
    <Input.Wrapper label={label} labelElement="div">
      <Group gap={8} role="radiogroup" aria-label={label} mt={4}>
        {[...labelColours, ...own].map((color, index) => (
          <UnstyledButton
            key={color}
            role="radio"
            aria-checked={value === color}
            aria-label={own.includes(color) ? t('segments.ownColor') : t('segments.chooseColor', { number: index + 1 })}
            onClick={() => onChange(color)}
          >
            <ColorSwatch component="span" color={color} size={26}>
              {value === color && <IconCheck size={16} color="white" aria-hidden />}
            </ColorSwatch>
          </UnstyledButton>
        ))}
      </Group>
    </Input.Wrapper>
  );
}
