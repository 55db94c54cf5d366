import { ActionIcon, Menu, useComputedColorScheme, VisuallyHidden } from '@mantine/core';
import { IconBolt, IconPlus } from '@tabler/icons-react';
import {
  Background,
  BaseEdge,
  Controls,
  EdgeLabelRenderer,
  getSmoothStepPath,
  Handle,
  Position,
  ReactFlow,
} from '@xyflow/react';
import type { Edge, EdgeProps, Node, NodeProps } from '@xyflow/react';
import { createContext, use } from 'react';
import type { CSSProperties } from 'react';
import '@xyflow/react/dist/style.css';

import type { AutomationDocument, AutomationReport } from '../../api/automations';
import { useRegistry } from '../../api/registry';
import { t } from '../../messages';
import classes from './automations.module.css';
import { layOut, NODE, waysOf } from './flow';
import type { Way } from './flow';
import { detailOf, iconOf } from './step-words';
import { useStepWords } from './use-step-words';

/** The trigger's node; steps have ids of their own, which never begin with a dot. */
export const TRIGGER = '.trigger';
const END = '.end';

interface Canvas {
  document: AutomationDocument;
  report: AutomationReport | undefined;
  selected: string | null;
  problems: ReadonlySet<string>;
  readOnly: boolean;
  onSelect: (id: string) => void;
  onInsert: (from: string | null, path: string, type: string) => void;
}

const Context = createContext<Canvas | null>(null);

function useCanvas(): Canvas {
  const canvas = use(Context);
  if (!canvas) throw new Error('The canvas is missing');
  return canvas;
}

function Counts({ id }: { id: string }) {
  const numbers = useCanvas().report?.steps[id];
  if (!numbers) return null;
  return (
    <span className={classes['counts']}>
      <span>{t('automations.waiting', { count: numbers.waiting })}</span>
      <span>{t('automations.passed', { count: numbers.passed })}</span>
      {numbers.stuck > 0 && <span>{t('automations.stuck', { count: numbers.stuck })}</span>}
    </span>
  );
}

function StepNode({ id }: NodeProps) {
  const { document, selected, problems, onSelect } = useCanvas();
  const wordsOf = useStepWords();
  const step = document.steps[id];
  if (!step) return null;
  const Picture = iconOf(step.type);
  const { label, detail } = wordsOf(step);
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <button
        type="button"
        className={`${classes['node'] ?? ''} nodrag`}
        data-selected={selected === id}
        data-problem={problems.has(id)}
        onClick={() => onSelect(id)}
      >
        <span className={classes['head']}>
          <Picture size={16} aria-hidden />
          <VisuallyHidden>{t('automations.edit')}</VisuallyHidden> {label}
        </span>
        <span className={classes['detail']}>{detail}</span>
        <Counts id={id} />
      </button>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
}

function TriggerNode() {
  const { document, selected, problems, onSelect } = useCanvas();
  const triggers = useRegistry('triggers').data ?? [];
  const words = document.triggers.map((trigger) => {
    const label = triggers.find(({ type }) => type === trigger.type)?.label ?? trigger.type;
    return [label, detailOf(trigger, { template: () => undefined })].filter(Boolean).join(' ');
  });
  return (
    <>
      <button
        type="button"
        className={`${classes['node'] ?? ''} nodrag`}
        data-kind="trigger"
        data-selected={selected === TRIGGER}
        data-problem={problems.has(TRIGGER)}
        onClick={() => onSelect(TRIGGER)}
      >
        <span className={classes['head']}>
          <IconBolt size={16} aria-hidden />
          {t('automations.trigger')}
        </span>
        <span className={classes['detail']}>{words.join(', ')}</span>
      </button>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
}

function EndNode() {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <span className={classes['detail']}>{t('automations.end')}</span>
    </>
  );
}

function wayWords({ kind, number }: Way): string {
  if (kind === 'branch') return t('automations.ways.branch', { number });
  return kind === 'next' ? '' : t(`automations.ways.${kind}`);
}

type WayEdge = Edge<{ way: Way; from: string | null }>;

function WayLine(props: EdgeProps<WayEdge>) {
  const { readOnly, onInsert } = useCanvas();
  const steps = useRegistry('steps').data ?? [];
  const [path, x, y] = getSmoothStepPath(props);
  const { data } = props;
  if (!data) return null;
  return (
    <>
      <BaseEdge path={path} />
      <EdgeLabelRenderer>
        <div
          className={`${classes['way'] ?? ''} nodrag nopan`}
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        >
          {wayWords(data.way)}
          {!readOnly && (
            <Menu position="bottom" withinPortal>
              <Menu.Target>
                <ActionIcon size={22} radius="xl" variant="default" aria-label={t('automations.insert')}>
                  <IconPlus size={14} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
                {steps.map(({ type, label }) => (
                  <Menu.Item key={type} onClick={() => onInsert(data.from, data.way.path, type)}>
                    {label}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

/** Nodes are buttons; React Flow passes clicks only to nodes that can be dragged or selected, unless told. */
const CLICKABLE = { pointerEvents: 'all' } as const;

const nodeTypes = { step: StepNode, trigger: TriggerNode, end: EndNode };
const edgeTypes = { way: WayLine };

function draw(document: AutomationDocument): { nodes: Node[]; edges: WayEdge[] } {
  const places = layOut(document);
  const nodes: Node[] = [{ id: TRIGGER, type: 'trigger', position: { x: 0, y: 0 }, data: {}, style: CLICKABLE }];
  const edges: WayEdge[] = [];
  const lead = (source: string, way: Way, from: string | null, at: { x: number; y: number }) => {
    const leadsOn = way.target !== null && document.steps[way.target] !== undefined;
    const target = leadsOn && way.target !== null ? way.target : `${END}-${source}-${way.path}`;
    if (!leadsOn) {
      const shift = way.kind === 'else' ? NODE.width + NODE.gapX : 0;
      const place = { x: at.x + shift + NODE.width / 2 - 14, y: at.y + NODE.height + NODE.gapY };
      nodes.push({ id: target, type: 'end', position: place, data: {}, focusable: false });
    }
    edges.push({ id: `${source}:${way.path}`, source, target, type: 'way', data: { way, from }, focusable: false });
  };
  lead(TRIGGER, { path: 'start', kind: 'next', number: 0, target: document.start }, null, { x: 0, y: 0 });
  for (const [id, step] of Object.entries(document.steps)) {
    const place = places.get(id) ?? { x: 0, y: 0 };
    nodes.push({ id, type: 'step', position: place, data: {}, style: CLICKABLE });
    for (const way of waysOf(step)) lead(id, way, id, place);
  }
  return { nodes, edges };
}

const SHORTEST = 420;
const TALLEST = 1400;
const MARGIN = { x: 80, y: 140 } as const;

/** As tall as the flow at full size, so that its words can be read; in proportion where the screen is narrower. */
function sizeOf(nodes: readonly Node[]): CSSProperties {
  const [xs, ys] = [nodes.map(({ position }) => position.x), nodes.map(({ position }) => position.y)];
  const height = Math.min(Math.max(Math.max(...ys) + MARGIN.y, SHORTEST), TALLEST);
  const width = Math.max(...xs) - Math.min(...xs) + NODE.width + MARGIN.x;
  return { aspectRatio: `${width} / ${height}`, maxHeight: height, minHeight: SHORTEST };
}

/** The steps as a drawing: what happens, in what order, and how many people are where. */
export function FlowCanvas(canvas: Canvas) {
  const { nodes, edges } = draw(canvas.document);
  const scheme = useComputedColorScheme('light');
  return (
    <Context value={canvas}>
      <div className={classes['canvas']} style={sizeOf(nodes)} role="region" aria-label={t('automations.canvas')}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          colorMode={scheme}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          elementsSelectable={false}
          fitView
          fitViewOptions={{ maxZoom: 1, padding: 0.05 }}
          minZoom={0.2}
          zoomOnScroll={false}
          preventScrolling={false}
          proOptions={{ hideAttribution: true }}
        >
          <Background />
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
    </Context>
  );
}
