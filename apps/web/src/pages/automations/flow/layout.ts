import type { AutomationDocument } from '../../../api/automations';
import { placesOf } from './places';
import { treeOf, TRIGGER } from './tree';
import type { Branch, FlowTree } from './tree';
import type { EdgesOf, Spot, Way } from './ways';

export interface Point {
  x: number;
  y: number;
}

/** A way as it is drawn. */
export interface Line {
  id: string;
  spot: Spot;
  way: Way;
  kind: Branch['kind'];
  /** The corners from the step to where it leads; its arrow points down, or to the right when it leads back. */
  points: Point[];
  /** Where its words and its plus stand. */
  label: Point;
}

export interface Layout {
  /** Left upper corners of the trigger and the steps. */
  nodes: Map<string, Point>;
  /** Where ways end, by the id of their line. */
  ends: Map<string, Point>;
  lines: Line[];
}

export const NODE = { width: 260, height: 108 } as const;

/** Between a step and the next: room for the words and the plus of the way. */
const GAP = { x: 40, y: 76 } as const;
/** A way on which nothing stands. */
const LANE_WIDTH = 130;
const END_HEIGHT = 44;
/** Below a step the ways part, above one they meet. */
const BEND = 16;

interface Size {
  width: number;
  /** Without the space below. */
  height: number;
}

/**
 * Steps above, their ways side by side below them, and below those where the ways meet: nothing overlaps, but where
 * somebody has put a step elsewhere. What hangs below such a step comes along. The trigger stands in the middle, at 0.
 */
class Drawing implements Layout {
  readonly nodes = new Map<string, Point>();
  readonly ends = new Map<string, Point>();
  readonly lines: Line[] = [];
  private readonly sizes = new Map<string, Size>();

  constructor(
    private readonly tree: FlowTree,
    private readonly places: ReadonlyMap<string, Point>,
  ) {
    let left = -this.sizeOf(TRIGGER).width / 2;
    for (const root of tree.roots) {
      const { width } = this.sizeOf(root);
      // What no way leads to stands beside the first step, not beside the trigger.
      this.place(root, { x: left + width / 2, y: root === TRIGGER ? 0 : NODE.height + GAP.y });
      left += width + GAP.x * 2;
    }
    for (const line of this.lines) this.finish(line);
  }

  private sizeOf(id: string): Size {
    const known = this.sizes.get(id);
    if (known) return known;
    const slots = this.tree.branches(id).map((branch) => this.slotSize(branch));
    const joins = this.tree.joins(id).map((join) => this.sizeOf(join));
    const size = {
      width: Math.max(NODE.width, widthOf(slots), ...joins.map(({ width }) => width)),
      height:
        NODE.height +
        Math.max(0, ...slots.map(({ height }) => GAP.y + height)) +
        joins.reduce((sum, { height }) => sum + GAP.y + height, 0),
    };
    this.sizes.set(id, size);
    return size;
  }

  private slotSize({ way, kind }: Branch): Size {
    if (kind === 'own' && way.target !== null) return this.sizeOf(way.target);
    return { width: LANE_WIDTH, height: kind === 'end' ? END_HEIGHT : 0 };
  }

  private place(id: string, drawn: Point): void {
    const own = this.places.get(id);
    const top = own ? { x: own.x + NODE.width / 2, y: own.y } : drawn;
    this.nodes.set(id, { x: top.x - NODE.width / 2, y: top.y });
    const branches = this.tree.branches(id);
    const slots = branches.map((branch) => this.slotSize(branch));
    const below = top.y + NODE.height + GAP.y;
    let left = top.x - widthOf(slots) / 2;
    branches.forEach((branch, index) => {
      const width = slots[index]?.width ?? 0;
      this.placeBranch(id, branch, top, { x: left + width / 2, y: below });
      left += width + GAP.x;
    });
    let y = top.y + NODE.height + Math.max(0, ...slots.map(({ height }) => GAP.y + height)) + GAP.y;
    for (const join of this.tree.joins(id)) {
      this.place(join, { x: top.x, y });
      y += this.sizeOf(join).height + GAP.y;
    }
  }

  private placeBranch(from: string, { way, kind }: Branch, top: Point, slot: Point): void {
    const id = `${from}:${way.path}`;
    const start = { x: top.x, y: top.y + NODE.height };
    const bend = start.y + BEND;
    const points = slot.x === start.x ? [start] : [start, { x: start.x, y: bend }, { x: slot.x, y: bend }];
    const spot = { from: from === TRIGGER ? null : from, path: way.path };
    this.lines.push({ id, spot, way, kind, points, label: { x: slot.x, y: start.y + GAP.y / 2 + 4 } });
    if (kind === 'end') this.ends.set(id, slot);
    if (kind === 'own' && way.target !== null) this.place(way.target, slot);
  }

  /** Leads a line on from its own column to where it goes, once everything has its place. */
  private finish(line: Line): void {
    const last = line.points.at(-1);
    const end = this.ends.get(line.id) ?? (line.way.target === null ? undefined : this.nodes.get(line.way.target));
    if (!last || !end) return;
    const column = line.label.x;
    if (line.kind === 'back') {
      const [side, level] = [end.x - GAP.x / 2, end.y + NODE.height / 2];
      const turn = line.label.y + BEND;
      line.points.push({ x: column, y: turn }, { x: side, y: turn }, { x: side, y: level }, { x: end.x, y: level });
      return;
    }
    const x = line.kind === 'end' ? end.x : end.x + NODE.width / 2;
    const turn = line.label.y + BEND;
    if (end.y - BEND < turn) {
      // It stands above or beside: around it, and in from the top.
      const side = x + (x > column ? -1 : 1) * (NODE.width / 2 + GAP.x / 2);
      const above = end.y - BEND;
      line.points.push({ x: column, y: turn }, { x: side, y: turn }, { x: side, y: above }, { x, y: above });
    } else if (x !== column) line.points.push({ x: column, y: end.y - BEND }, { x, y: end.y - BEND });
    line.points.push({ x, y: end.y });
  }
}

function widthOf(slots: readonly Size[]): number {
  return slots.reduce((sum, { width }) => sum + width, 0) + Math.max(0, slots.length - 1) * GAP.x;
}

/** Where everything stands. */
export function layOut(document: AutomationDocument, edgesOf: EdgesOf): Layout {
  return new Drawing(treeOf(document, edgesOf), placesOf(document));
}

/** The line as an SVG path with round corners. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const parts = rest.map((corner, index) => {
    const [before, after] = [points[index] ?? corner, rest[index + 1]];
    if (!after) return `L ${corner.x} ${corner.y}`;
    const [enter, leave] = [towards(corner, before), towards(corner, after)];
    return `L ${enter.x} ${enter.y} Q ${corner.x} ${corner.y} ${leave.x} ${leave.y}`;
  });
  return [`M ${first.x} ${first.y}`, ...parts].join(' ');
}

const RADIUS = 8;

function towards(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const share = length === 0 ? 0 : Math.min(RADIUS, length / 2) / length;
  return { x: corner.x + (other.x - corner.x) * share, y: corner.y + (other.y - corner.y) * share };
}
