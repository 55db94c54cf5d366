import { useMemo } from 'react';

import type { Params } from '../../api/automations';
import { useAudiences } from '../../api/audiences';
import { useAutomationNames, useTemplateNames } from '../../api/documents';
import { useRegistry } from '../../api/registry';
import { useSegments } from '../../api/segments';
import { useUsers } from '../../api/users';
import { useEndpoints } from '../../api/webhooks';
import { useCan } from '../../shell/permissions';
import { detailOf } from './step-words';

interface StepWords {
  /** The step's own name, else what its kind is called. */
  label: string;
  /** What tells it from another of its kind. */
  detail: string;
  /** Both in one line. */
  title: string;
}

/** What a step is called, and what tells it from another of its kind. */
export function useStepWords(): (step: Params) => StepWords {
  const steps = useRegistry('steps').data;
  const templates = useTemplateNames();
  const automations = useAutomationNames();
  const segments = useSegments().data?.data;
  const audiences = useAudiences().data?.data;
  const users = useUsers().data?.data;
  const endpoints = useEndpoints(useCan('mailbox.read')).data?.data;
  return useMemo(() => {
    const nameIn = (list: { id: number; name: string }[] | undefined) => (wanted: number) =>
      list?.find(({ id }) => id === wanted)?.name;
    const names = {
      template: nameIn(templates),
      automation: nameIn(automations),
      segment: nameIn(segments),
      audience: nameIn(audiences),
      endpoint: nameIn(endpoints),
      user: nameIn(users),
    };
    return (step) => {
      const kind = steps?.find(({ type }) => type === step.type)?.label ?? step.type;
      const own = typeof step['name'] === 'string' && step['name'] !== '' ? step['name'] : undefined;
      const detail = detailOf(step, names);
      return { label: own ?? kind, detail, title: detail === '' ? (own ?? kind) : `${own ?? kind}: ${detail}` };
    };
  }, [steps, templates, automations, segments, audiences, endpoints, users]);
}
