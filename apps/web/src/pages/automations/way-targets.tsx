import { Select, Stack, Title } from '@mantine/core';

import type { AutomationDocument, Params } from '../../api/automations';
import { t } from '../../messages';
import { redirect, waysOf } from './flow/ways';
import { useStepKinds } from './use-step-kinds';
import { useStepWords } from './use-step-words';
import { wayWords } from './way-words';

const END = '';

interface TargetsProps {
  document: AutomationDocument;
  id: string;
  step: Params;
  onChange: (step: Params) => void;
}

/** Where each way of a step leads: another way to draw lines, and the one to let ways meet. */
export function WayTargets({ document, id, step, onChange }: TargetsProps) {
  const { edgesOf } = useStepKinds();
  const wordsOf = useStepWords();
  const ways = waysOf(step, edgesOf);
  if (ways.length === 0) return null;
  const steps = Object.entries(document.steps)
    .filter(([other]) => other !== id)
    .map(([other, each]) => ({
      value: other,
      label: t('automations.stepHere', { step: wordsOf(each).title, id: other }),
    }));
  const end = { value: END, label: t('automations.end') };
  return (
    <Stack gap="xs">
      <Title order={3} size="h4">
        {t('automations.leadsTo')}
      </Title>
      {ways.map((way) => {
        const words = wayWords(way);
        return (
          <Select
            key={way.path}
            label={words === '' ? t('automations.ways.next') : words}
            data={way.kind === 'back' ? steps : [end, ...steps]}
            value={way.target ?? (way.kind === 'back' ? null : END)}
            placeholder={t('automations.goTo')}
            searchable
            allowDeselect={false}
            onChange={(target) => onChange(redirect(step, way.path, target === END ? null : target))}
          />
        );
      })}
    </Stack>
  );
}
