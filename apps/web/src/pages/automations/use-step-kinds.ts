import { useMemo } from 'react';

import type { Params } from '../../api/automations';
import { useRegistry } from '../../api/registry';
import type { RegistryEntry } from '../../api/registry';
import { blankOf } from '../../kit/schema-form/blank';
import type { EdgesOf } from './flow/ways';

export interface StepKinds {
  entries: RegistryEntry[];
  edgesOf: EdgesOf;
  /** A new step of a kind, with what its schema gives it to begin with. */
  blank: (type: string) => Params;
}

/** So many empty ways has a new step whose ways are a list. */
const WAYS = 2;

function newStep(type: string, entry: RegistryEntry | undefined): Params {
  const blank = blankOf(entry?.schema ?? {});
  const params = typeof blank === 'object' && blank !== null ? (blank as Record<string, unknown>) : {};
  const lists = (entry?.edges ?? []).flatMap((pattern) => {
    const [name = '', key] = pattern.split('[].');
    const { minItems = 1, items = {} } = entry?.schema.properties?.[name] ?? {};
    // A share of the contacts for each: equal ones, until they are changed.
    const weight = items.properties?.['weight'] ? { weight: 50 } : {};
    const count = Math.min(WAYS, Math.max(1, minItems));
    return key === undefined ? [] : [[name, Array.from({ length: count }, () => ({ ...weight }))] as const];
  });
  return { ...params, ...Object.fromEntries(lists), type };
}

/** The kinds of steps that this installation has. */
export function useStepKinds(): StepKinds {
  const entries = useRegistry('steps').data;
  return useMemo(() => {
    const list = entries ?? [];
    const byType = new Map(list.map((entry) => [entry.type, entry]));
    return {
      entries: list,
      edgesOf: (type) => byType.get(type)?.edges ?? [],
      blank: (type) => newStep(type, byType.get(type)),
    };
  }, [entries]);
}
