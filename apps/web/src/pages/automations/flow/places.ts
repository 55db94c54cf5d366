import type { AutomationDocument, Params } from '../../../api/automations';
import type { Point } from './layout';
import { stepAt } from './ways';

/** Where somebody has put a step; what nobody has put anywhere stands where the drawing puts it. */
export function placeOf(step: Params | undefined): Point | undefined {
  const position = step?.['position'];
  if (typeof position !== 'object' || position === null) return undefined;
  const { x, y } = position as Partial<Point>;
  return typeof x === 'number' && typeof y === 'number' ? { x, y } : undefined;
}

/** The steps that have a place of their own. */
export function placesOf(document: AutomationDocument): Map<string, Point> {
  return new Map(
    Object.entries(document.steps).flatMap(([id, step]) => {
      const place = placeOf(step);
      return place ? [[id, place] as const] : [];
    }),
  );
}

/** The step without a place: where it goes next is up to the drawing. */
export function unplaced(step: Params): Params {
  const { position: _position, ...rest } = step;
  return rest;
}

/** Gives a step a place of its own, in whole pixels; what hangs below comes along. */
export function placeStep(document: AutomationDocument, id: string, { x, y }: Point): AutomationDocument {
  const step = stepAt(document, id);
  if (!step) return document;
  const position = { x: Math.round(x), y: Math.round(y) };
  return { ...document, steps: { ...document.steps, [id]: { ...step, position } } };
}

/** Every step back to where the drawing puts it. */
export function tidied(document: AutomationDocument): AutomationDocument {
  const steps = Object.entries(document.steps).map(([id, step]) => [id, unplaced(step)] as const);
  return { ...document, steps: Object.fromEntries(steps) };
}
