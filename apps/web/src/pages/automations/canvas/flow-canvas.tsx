import { Text, useComputedColorScheme, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconBinaryTree, IconNote } from '@tabler/icons-react';
import {
  Background,
  ControlButton,
  Controls,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import type { Node, Viewport } from '@xyflow/react';
import { useMemo, useRef, useState } from 'react';
import '@xyflow/react/dist/style.css';

import { t } from '../../../messages';
import classes from '../automations.module.css';
import { layOut, NODE } from '../flow/layout';
import type { Layout, Line, Point } from '../flow/layout';
import { notesOf } from '../flow/notes';
import type { CanvasNote } from '../flow/notes';
import { placeStep } from '../flow/places';
import { TRIGGER } from '../flow/tree';
import type { FlowEdits } from '../use-flow-edits';
import { useStepKinds } from '../use-step-kinds';
import { CanvasProvider } from './canvas-context';
import type { Canvas } from './canvas-context';
import { nodeTypes } from './nodes';
import type { NoteNodeKind } from './note-node';
import { useCanvasFocus } from './use-canvas-focus';
import { canvasKeys } from './use-canvas-keys';
import { edgeTypes } from './way-line';
import type { WayEdge } from './way-line';

/** Nodes are buttons; React Flow passes clicks only to nodes that can be dragged or selected, unless told. */
const CLICKABLE = { pointerEvents: 'all' } as const;

const END = { width: 80 } as const;

/** So near must a step be dropped to a plus; elsewhere it stays where it is put. */
const CATCH_PX = 90;
/** From so many steps on a small map helps to find one's way. */
const MANY = 15;

interface Drag {
  id: string;
  at: Point;
  drop: Line | undefined;
}

const NOTE = { width: 220, height: 60 } as const;

function drawNotes(notes: readonly CanvasNote[], drag: Drag | undefined, draggable: boolean): NoteNodeKind[] {
  return notes.map((note) => ({
    id: `${NOTE_PREFIX}${note.id}`,
    type: 'note',
    position: drag?.id === `${NOTE_PREFIX}${note.id}` ? drag.at : { x: note.x, y: note.y },
    data: { note },
    style: CLICKABLE,
    draggable,
    zIndex: -1,
    initialWidth: NOTE.width,
    initialHeight: NOTE.height,
  }));
}

/** Ids of steps begin with a letter. */
const NOTE_PREFIX = '.note ';

function draw({ nodes, ends, lines }: Layout, drag: Drag | undefined, draggable: boolean) {
  const boxes = [...nodes].map(([id, place]): Node => ({
    id,
    type: id === TRIGGER ? 'trigger' : 'step',
    position: drag?.id === id ? drag.at : place,
    data: {},
    style: CLICKABLE,
    draggable: draggable && id !== TRIGGER,
    zIndex: drag?.id === id ? 10 : 0,
    initialWidth: NODE.width,
    initialHeight: NODE.height,
  }));
  const marks = [...ends].map(([id, { x, y }]): Node => ({
    id: `${id}.end`,
    type: 'end',
    position: { x: x - END.width / 2, y },
    data: {},
    draggable: false,
    focusable: false,
  }));
  const edges = lines.map((line): WayEdge => ({
    id: line.id,
    source: line.spot.from ?? TRIGGER,
    target: ends.has(line.id) ? `${line.id}.end` : (line.way.target ?? TRIGGER),
    type: 'way',
    data: { line },
    focusable: false,
  }));
  return { nodes: [...boxes, ...marks], edges };
}

/** The line whose plus is nearest to the middle of a box that is being dragged. */
function lineUnder(lines: readonly Line[], at: Point, allowed: (line: Line) => boolean): Line | undefined {
  const middle = { x: at.x + NODE.width / 2, y: at.y + NODE.height / 2 };
  const distanceTo = ({ label }: Line) => Math.hypot(label.x - middle.x, label.y - middle.y);
  return lines
    .filter((line) => line.kind !== 'back' && distanceTo(line) < CATCH_PX && allowed(line))
    .toSorted((one, other) => distanceTo(one) - distanceTo(other))[0];
}

/** The whole flow where its words can be read then, else its beginning. */
function firstView({ nodes, ends }: Layout, { width, height }: { width: number; height: number }): Viewport {
  const places = [...nodes.values(), ...ends.values()];
  const xs = places.map(({ x }) => x);
  const [left, right] = [Math.min(...xs), Math.max(...xs) + NODE.width];
  const bottom = Math.max(...places.map(({ y }) => y)) + NODE.height;
  const fitting = Math.min((width - MARGIN * 2) / (right - left), (height - MARGIN * 2) / bottom, 1);
  const zoom = Math.max(fitting, READABLE);
  const trigger = (nodes.get(TRIGGER)?.x ?? 0) + NODE.width / 2;
  const middle = (right - left) * zoom > width ? trigger : (left + right) / 2;
  return { x: width / 2 - middle * zoom, y: MARGIN, zoom };
}

const MARGIN = 24;
/** The smallest size at which a step can be read. */
const READABLE = 0.85;

/** What never changes: selecting, connecting and the keys of React Flow's own are ours to do. */
const STILL = {
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  disableKeyboardA11y: true,
  deleteKeyCode: null,
  nodeDragThreshold: 6,
  fitViewOptions: { maxZoom: 1, padding: 0.06 },
  minZoom: 0.1,
  maxZoom: 1.6,
  zoomOnScroll: false,
  onlyRenderVisibleElements: false,
  proOptions: { hideAttribution: true },
} as const;

interface FlowCanvasProps extends Canvas {
  /** A step to bring into view and to give the keyboard to; another object each time. */
  goTo: { id: string } | undefined;
}

function BackArrow() {
  return (
    <svg className={classes['defs']} aria-hidden>
      <defs>
        <marker id="back-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M 0 0 L 10 5 L 0 10 z" className={classes['arrow']} />
        </marker>
      </defs>
    </svg>
  );
}

const TALLEST = 'max(420px, calc(100dvh - 280px))';

/** What is done with the hands: a step is dragged to a plus or to a place of its own, a note to its place. */
function useDragging(layout: Layout, edits: FlowEdits) {
  const [drag, setDrag] = useState<Drag>();
  const onDrag = (_event: unknown, { id, position }: Node): void => {
    const isHere = ({ way }: Line) => way.target === id;
    const allowed = (line: Line) => !isHere(line) && edits.canMove(id, line.spot);
    const drop = id.startsWith(NOTE_PREFIX) ? undefined : lineUnder(layout.lines, position, allowed);
    setDrag({ id, at: position, drop });
  };
  const onDrop = (): void => {
    setDrag(undefined);
    if (!drag) return;
    const { x, y } = drag.at;
    if (drag.id.startsWith(NOTE_PREFIX)) {
      edits.changeNote(drag.id.slice(NOTE_PREFIX.length), { x: Math.round(x), y: Math.round(y) });
    } else if (drag.drop) edits.move(drag.id, drag.drop.spot);
    else edits.place(drag.id, drag.at);
  };
  return { drag, onDrag, onDrop };
}

interface ToolsProps {
  edits: FlowEdits;
  readOnly: boolean;
  /** Puts a note into the middle of what is seen. */
  onNote: () => void;
}

/** Zoom, the whole in view, everything back to its place, and notes. */
function Tools({ edits, readOnly, onNote }: ToolsProps) {
  return (
    <Controls showInteractive={false}>
      {!readOnly && (
        <>
          <ControlButton
            title={t('automations.tidy')}
            aria-label={t('automations.tidy')}
            disabled={edits.isTidy}
            onClick={edits.tidy}
          >
            <IconBinaryTree aria-hidden />
          </ControlButton>
          <ControlButton title={t('automations.noteAdd')} aria-label={t('automations.noteAdd')} onClick={onNote}>
            <IconNote aria-hidden />
          </ControlButton>
        </>
      )}
    </Controls>
  );
}

function Flow({ goTo, ...canvas }: FlowCanvasProps) {
  const { document, edits, readOnly, onInsert, onOpenNote } = canvas;
  const { edgesOf } = useStepKinds();
  const scheme = useComputedColorScheme('light');
  const isWide = useMediaQuery('(min-width: 48em)', true);
  const layout = useMemo(() => layOut(document, edgesOf), [document, edgesOf]);
  const { drag, onDrag, onDrop } = useDragging(layout, edits);
  const flow = useReactFlow();
  const region = useRef<HTMLDivElement>(null);
  const { focused, onFocus, focus } = useCanvasFocus(region, layout, goTo, canvas.walk);
  const begin = () => {
    const box = region.current?.getBoundingClientRect();
    if (box) void flow.setViewport(firstView(layout, box));
  };
  const addNote = () => {
    const box = region.current?.getBoundingClientRect();
    if (!box) return;
    const middle = flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    onOpenNote(edits.addNote({ x: middle.x + NODE.width / 2 + MARGIN, y: middle.y }));
  };
  const mayDrag = !readOnly && isWide;
  const { nodes, edges } = useMemo(() => {
    // What hangs below a step comes along while it is dragged.
    const moved = drag && layout.nodes.has(drag.id) ? layOut(placeStep(document, drag.id, drag.at), edgesOf) : layout;
    const drawn = draw(moved, drag, mayDrag);
    return { ...drawn, nodes: [...drawn.nodes, ...drawNotes(notesOf(document), drag, mayDrag)] };
  }, [document, edgesOf, layout, drag, mayDrag]);

  const place = layout.nodes.has(focused) ? focused : TRIGGER;
  return (
    <CanvasProvider value={{ ...canvas, focused: place, onFocus, dropAt: drag?.drop?.id ?? null }}>
      <div
        ref={region}
        className={classes['canvas']}
        style={{ height: TALLEST }}
        role="region"
        aria-label={t('automations.canvas')}
        aria-describedby="canvas-keys"
        onKeyDown={canvasKeys({ document, edgesOf, layout, edits, readOnly, focus, onInsert })}
      >
        <VisuallyHidden id="canvas-keys">{t('automations.keys')}</VisuallyHidden>
        <VisuallyHidden aria-live="polite">{edits.said}</VisuallyHidden>
        <BackArrow />
        <ReactFlow<Node, WayEdge>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          colorMode={scheme}
          {...STILL}
          onNodeDrag={onDrag}
          onNodeDragStop={onDrop}
          onInit={begin}
          panOnScroll={isWide}
          preventScrolling={isWide}
        >
          <Background />
          <Tools edits={edits} readOnly={!mayDrag} onNote={addNote} />
          {isWide && layout.nodes.size > MANY && (
            <MiniMap pannable zoomable ariaLabel={null} nodeColor="var(--td-line-strong)" />
          )}
        </ReactFlow>
      </div>
      {mayDrag && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('automations.keys')}
        </Text>
      )}
    </CanvasProvider>
  );
}

/** The steps as a drawing: what happens, in what order, and how many people are where. */
export function FlowCanvas(props: FlowCanvasProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}
