import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';

import type { AutomationDocument, Simulation } from '../../api/automations';
import type { Walk } from './canvas/canvas-context';
import { walkOf, withLines } from './simulated-way';
import { useStepKinds } from './use-step-kinds';

/** The simulation beside the canvas: whether it is open, what it showed, and which moment of it is looked at. */
export function useSimulation(document: AutomationDocument) {
  const [parameters, setParameters] = useSearchParams();
  const isOpen = parameters.get('simulate') !== null;
  const [simulation, setSimulation] = useState<Simulation>();
  const [at, setAt] = useState(0);
  const { edgesOf } = useStepKinds();
  const walk = useMemo((): Walk | undefined => {
    if (!isOpen || !simulation) return undefined;
    return withLines(walkOf(simulation, at), document, edgesOf);
  }, [isOpen, simulation, at, document, edgesOf]);
  return {
    isOpen,
    simulation,
    at,
    walk,
    onOpen: () => setParameters({ view: 'canvas', simulate: '1' }, { replace: true }),
    onClose: () => setParameters({ view: 'canvas' }, { replace: true }),
    onShow: (shown: Simulation | undefined) => {
      setSimulation(shown);
      setAt(Math.max(0, (shown?.entries.length ?? 0) - 1));
    },
    onStep: setAt,
  };
}
