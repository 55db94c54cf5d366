import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';

import type { AutomationDocument, Simulation } from '../../api/automations';
import type { DryRunReport } from '../../api/dry-run';
import type { Walk } from './canvas/canvas-context';
import { canvasNumbers } from './dry-run/canvas-numbers';
import { walkOf, withLines } from './simulated-way';
import { useStepKinds } from './use-step-kinds';

/** For whom the draft is tried. */
export const WHOM = ['one', 'all'] as const;

export type Whom = (typeof WHOM)[number];

/** The simulation beside the canvas: whether it is open and for whom, what it showed, and which moment is looked at. */
export function useSimulation(document: AutomationDocument) {
  const [parameters, setParameters] = useSearchParams();
  const isOpen = parameters.get('simulate') !== null;
  const whom: Whom = parameters.get('simulate') === 'all' ? 'all' : 'one';
  const [played, setPlayed] = useState<{ report: DryRunReport; document: AutomationDocument }>();
  // What was played is no longer what is drawn once a step has changed.
  const dryRun = played?.document === document ? played.report : undefined;
  const [simulation, setSimulation] = useState<Simulation>();
  const [at, setAt] = useState(0);
  const { edgesOf } = useStepKinds();
  const walk = useMemo((): Walk | undefined => {
    if (!isOpen || whom === 'all' || !simulation) return undefined;
    return withLines(walkOf(simulation, at), document, edgesOf);
  }, [isOpen, whom, simulation, at, document, edgesOf]);
  const numbers = useMemo(
    () => (isOpen && whom === 'all' && dryRun ? canvasNumbers(dryRun) : undefined),
    [isOpen, whom, dryRun],
  );
  return {
    isOpen,
    whom,
    dryRun,
    numbers,
    simulation,
    at,
    walk,
    onWhom: (next: Whom) =>
      setParameters({ view: 'canvas', simulate: next === 'all' ? 'all' : '1' }, { replace: true }),
    onReport: (report: DryRunReport | undefined) => setPlayed(report && { report, document }),
    onOpen: () => setParameters({ view: 'canvas', simulate: '1' }, { replace: true }),
    onClose: () => setParameters({ view: 'canvas' }, { replace: true }),
    onShow: (shown: Simulation | undefined) => {
      setSimulation(shown);
      setAt(Math.max(0, (shown?.entries.length ?? 0) - 1));
    },
    onStep: setAt,
  };
}
