import type { Params } from '../../api/automations';
import { useTemplateNames } from '../../api/documents';
import { useRegistry } from '../../api/registry';
import { detailOf } from './step-words';

/** What a step is called, and what tells it from another of its kind. */
export function useStepWords(): (step: Params) => { label: string; detail: string } {
  const steps = useRegistry('steps').data ?? [];
  const templates = useTemplateNames();
  return (step) => ({
    label: steps.find(({ type }) => type === step.type)?.label ?? step.type,
    detail: detailOf(step, { template: (wanted) => templates.find(({ id }) => id === wanted)?.name }),
  });
}
