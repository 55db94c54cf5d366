import { Select } from '@mantine/core';

import { t } from '../../../messages';
import type { conditions } from '../../../messages/en/conditions';

type Measure = keyof typeof conditions.measures;

interface MeasureSelectProps<M extends Measure> {
  measures: readonly M[];
  value: M;
  onChange: (measure: M) => void;
}

/** What is measured of the things that a condition is about: how often, how much, when. */
export function MeasureSelect<M extends Measure>({ measures, value, onChange }: MeasureSelectProps<M>) {
  const offered: readonly Measure[] = measures;
  return (
    <Select
      aria-label={t('conditions.measure')}
      size="xs"
      w={150}
      data={offered.map((measure) => ({ value: measure, label: t(`conditions.measures.${measure}`) }))}
      value={value}
      onChange={(next) => {
        const chosen = measures.find((measure) => measure === next);
        if (chosen !== undefined) onChange(chosen);
      }}
      allowDeselect={false}
    />
  );
}
