import { useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

import { NODE } from '../flow/layout';
import type { Layout } from '../flow/layout';
import { TRIGGER } from '../flow/tree';
import type { Walk } from './canvas-context';

/** What has just changed is drawn by then. */
const DRAWN_MS = 50;

/** Which step the keyboard stands on; the canvas follows it, a call from outside, and a simulated walk. */
export function useCanvasFocus(
  region: RefObject<HTMLElement | null>,
  layout: Layout,
  goTo: { id: string } | undefined,
  walk: Walk | undefined,
) {
  const [focused, setFocused] = useState(TRIGGER);
  const flow = useReactFlow();

  /** Moves the canvas, at the zoom that somebody chose, so that a step stands in the middle. */
  const bringIn = useCallback(
    (id: string) => {
      const { x, y } = layout.nodes.get(id) ?? { x: 0, y: 0 };
      void flow.setCenter(x + NODE.width / 2, y + NODE.height / 2, { zoom: flow.getZoom() });
    },
    [flow, layout],
  );
  /** By the canvas' own measure: a browser scrolls what gets the focus into sight, and the canvas takes that back. */
  const isInSight = useCallback(
    (id: string) => {
      const { x, y } = layout.nodes.get(id) ?? { x: 0, y: 0 };
      const { clientWidth = 0, clientHeight = 0 } = region.current ?? {};
      const { x: left, y: top, zoom } = flow.getViewport();
      const [startX, startY] = [x * zoom + left, y * zoom + top];
      const [endX, endY] = [startX + NODE.width * zoom, startY + NODE.height * zoom];
      return startX >= 0 && startY >= 0 && endX <= clientWidth && endY <= clientHeight;
    },
    [flow, layout, region],
  );
  const latest = useRef({ bringIn, isInSight });
  useEffect(() => {
    latest.current = { bringIn, isInSight };
  });

  /** Where the keyboard has come to a step by the page's own ways, such as Tab, it must be in sight. */
  const onFocus = useCallback(
    (id: string) => {
      setFocused(id);
      // Under a pointer the canvas stands still: the step must not slip away between press and release.
      if (boxOf(region.current, id)?.matches(':focus-visible') && !latest.current.isInSight(id)) {
        latest.current.bringIn(id);
      }
    },
    [region],
  );

  const asked = useRef<string>(undefined);
  const focus = useCallback(
    (id: string) => {
      const give = (): boolean => {
        const box = boxOf(region.current, id);
        box?.focus({ preventScroll: true });
        if (box) latest.current.bringIn(id);
        return box !== undefined;
      };
      setFocused(id);
      asked.current = id;
      if (!give()) requestAnimationFrame(() => giveOnceDrawn(give, () => asked.current === id));
    },
    [region],
  );

  useEffect(() => {
    if (goTo) focus(goTo.id);
  }, [goTo, focus]);

  const at = walk?.at;
  useEffect(() => {
    if (at === undefined) return;
    // What is beside the canvas may have made it narrower: by then it is drawn in its new size.
    const timer = setTimeout(() => latest.current.bringIn(at ?? TRIGGER), DRAWN_MS);
    return () => clearTimeout(timer);
  }, [at]);

  return { focused, onFocus, focus };
}

/** A new step is drawn within a frame or two; the next key should already find it. Gives up after a second. */
function giveOnceDrawn(give: () => boolean, isWanted: () => boolean, frames = 60): void {
  if (frames === 0 || !isWanted() || give()) return;
  requestAnimationFrame(() => giveOnceDrawn(give, isWanted, frames - 1));
}

function boxOf(region: HTMLElement | null, id: string): HTMLElement | undefined {
  const boxes = [...(region?.querySelectorAll<HTMLElement>('[data-node]') ?? [])];
  return boxes.find((each) => each.dataset['node'] === id);
}
