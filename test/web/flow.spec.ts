import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

// The web app is a project of its own, with its own compiler settings: as much of its flow as is looked at here.
interface Step {
  readonly type: string;
  readonly [parameter: string]: unknown;
}
interface Document {
  readonly name: string;
  readonly triggers: readonly Step[];
  readonly start: string | null;
  readonly steps: Readonly<Record<string, Step>>;
}
interface Spot {
  readonly from: string | null;
  readonly path: string;
}
interface Clip {
  readonly root: string;
  readonly steps: Readonly<Record<string, Step>>;
}
type EdgesOf = (type: string) => readonly string[];
interface Edits {
  insertStep: (document: Document, spot: Spot, step: Step, edgesOf: EdgesOf) => { document: Document; id: string };
  removeStep: (document: Document, id: string, edgesOf: EdgesOf) => Document;
  removeBranch: (document: Document, id: string, edgesOf: EdgesOf) => Document;
  moveStep: (document: Document, id: string, spot: Spot, edgesOf: EdgesOf) => Document;
  canMove: (document: Document, id: string, spot: Spot, edgesOf: EdgesOf) => boolean;
  copyStep: (document: Document, id: string, edgesOf: EdgesOf) => Clip;
  copyBranch: (document: Document, id: string, edgesOf: EdgesOf) => Clip;
  paste: (document: Document, spot: Spot, clip: Clip, edgesOf: EdgesOf) => { document: Document; id: string };
}
interface Ways {
  START: Spot;
  waysOf: (step: Step, edgesOf: EdgesOf) => { path: string; target: string | null }[];
  reachableFrom: (document: Document, from: readonly (string | null)[], edgesOf: EdgesOf) => Set<string>;
}
interface Layouts {
  NODE: { width: number; height: number };
  layOut: (
    document: Document,
    edgesOf: EdgesOf,
  ) => { nodes: Map<string, { x: number; y: number }>; lines: { id: string; points: { x: number; y: number }[] }[] };
}

interface Places {
  placeStep: (document: Document, id: string, place: { x: number; y: number }) => Document;
  placesOf: (document: Document) => Map<string, { x: number; y: number }>;
  tidied: (document: Document) => Document;
}
interface Note {
  readonly id: string;
  readonly text: string;
}
interface Notes {
  notesOf: (document: Document) => Note[];
  addNote: (document: Document, at: { x: number; y: number }, color: string) => { document: Document; id: string };
  changeNote: (document: Document, id: string, change: Partial<Note>) => Document;
  removeNote: (document: Document, id: string) => Document;
}

const FLOW = path.resolve(import.meta.dirname, '../../apps/web/src/pages/automations/flow');

const EDGES: Readonly<Record<string, readonly string[]>> = {
  wait: ['next'],
  branch: ['branches[].next', 'else'],
  wait_for: ['then', 'else'],
  go_to: ['to', 'next'],
  exit: [],
};
const edgesOf: EdgesOf = (type) => EDGES[type] ?? [];

const BLANKS: readonly Step[] = [
  { type: 'wait', for: '1d' },
  { type: 'branch', branches: [{ condition: {} }, { condition: {} }] },
  { type: 'wait_for' },
  { type: 'exit' },
  { type: 'go_to', to: 's1' },
];

const EMPTY: Document = { name: 'A', triggers: [], start: null, steps: {} };

let edit: Edits;
let flow: Ways;
let layouts: Layouts;
let places: Places;
let notes: Notes;

beforeAll(async () => {
  edit = (await import(path.join(FLOW, 'edit.ts'))) as Edits;
  flow = (await import(path.join(FLOW, 'ways.ts'))) as Ways;
  layouts = (await import(path.join(FLOW, 'layout.ts'))) as Layouts;
  places = (await import(path.join(FLOW, 'places.ts'))) as Places;
  notes = (await import(path.join(FLOW, 'notes.ts'))) as Notes;
});

const spotsOf = (document: Document): Spot[] => [
  flow.START,
  ...Object.entries(document.steps).flatMap(([from, step]) =>
    flow.waysOf(step, edgesOf).map(({ path: at }) => ({ from, path: at })),
  ),
];

const reached = (document: Document): Set<string> => flow.reachableFrom(document, [document.start], edgesOf);

/** What a person does: which edit, where, with what. */
const moves = fc.array(fc.tuple(fc.constantFrom('insert', 'remove', 'branch', 'move', 'paste'), fc.nat(), fc.nat()), {
  maxLength: 30,
});

function apply(document: Document, [what, one, other]: [string, number, number]): Document {
  const spots = spotsOf(document);
  const ids = Object.keys(document.steps);
  const spot = spots[one % spots.length]!;
  const id = ids[other % Math.max(1, ids.length)];
  if (what === 'insert' || id === undefined) {
    return edit.insertStep(document, spot, BLANKS[other % BLANKS.length]!, edgesOf).document;
  }
  if (what === 'remove') return edit.removeStep(document, id, edgesOf);
  if (what === 'branch') return edit.removeBranch(document, id, edgesOf);
  if (what === 'move') return edit.moveStep(document, id, spot, edgesOf);
  return edit.paste(document, spot, edit.copyBranch(document, id, edgesOf), edgesOf).document;
}

const build = (edits: readonly [string, number, number][]): Document => edits.reduce(apply, EMPTY);

const chain = (...ids: string[]): Document => ({
  ...EMPTY,
  start: ids[0] ?? null,
  steps: Object.fromEntries(ids.map((id, at) => [id, { type: 'wait', note: id, next: ids[at + 1] ?? null }])),
});

const order = (document: Document): unknown[] => {
  const seen: unknown[] = [];
  for (let id = document.start; id !== null; id = document.steps[id]!['next'] as string | null) {
    seen.push(document.steps[id]!['note']);
  }
  return seen;
};

describe('edits of a flow', () => {
  it('leave no way that leads to nowhere, whatever is done in whatever order', () => {
    fc.assert(
      fc.property(moves, (edits) => {
        const document = build(edits);
        const targets = Object.values(document.steps)
          .filter(({ type }) => type !== 'go_to')
          .flatMap((step) => flow.waysOf(step, edgesOf).map(({ target }) => target));
        for (const target of [document.start, ...targets]) {
          expect(target === null || Object.hasOwn(document.steps, target)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lose nobody by a move', () => {
    fc.assert(
      fc.property(moves, fc.nat(), fc.nat(), (edits, one, other) => {
        const document = build(edits);
        const ids = Object.keys(document.steps);
        const spots = spotsOf(document);
        const [id, spot] = [ids[one % Math.max(1, ids.length)], spots[other % spots.length]!];
        if (id === undefined) return;
        const after = edit.moveStep(document, id, spot, edgesOf);
        expect(Object.keys(after.steps).sort()).toEqual(ids.sort());
      }),
      { numRuns: 300 },
    );
  });

  it('moves a step up and down a chain', () => {
    const document = chain('a', 'b', 'c');
    expect(order(edit.moveStep(document, 'a', { from: 'b', path: 'next' }, edgesOf))).toEqual(['b', 'a', 'c']);
    expect(order(edit.moveStep(document, 'c', flow.START, edgesOf))).toEqual(['c', 'a', 'b']);
    expect(order(edit.moveStep(document, 'b', { from: 'a', path: 'next' }, edgesOf))).toEqual(['a', 'b', 'c']);
    expect(order(edit.moveStep(document, 'b', { from: 'b', path: 'next' }, edgesOf))).toEqual(['a', 'b', 'c']);
  });

  it('closes the gap when a step is taken out', () => {
    expect(order(edit.removeStep(chain('a', 'b', 'c'), 'b', edgesOf))).toEqual(['a', 'c']);
    expect(order(edit.removeStep(chain('a'), 'a', edgesOf))).toEqual([]);
  });

  const forked: Document = {
    ...EMPTY,
    start: 'fork',
    steps: {
      fork: { type: 'branch', branches: [{ condition: {}, next: 'left' }], else: 'right' },
      left: { type: 'wait', next: 'meet' },
      right: { type: 'wait', next: 'meet' },
      meet: { type: 'wait', next: null },
    },
  };

  it('takes out with a branch what only its other ways led to, and keeps where the ways meet', () => {
    const after = edit.removeStep(forked, 'fork', edgesOf);
    expect([after.start, Object.keys(after.steps)]).toEqual(['right', ['right', 'meet']]);
    expect(Object.keys(edit.removeBranch(forked, 'left', edgesOf).steps)).toEqual(['fork', 'right', 'meet']);
  });

  it('refuses to move a branch into one of its own ways', () => {
    expect(edit.canMove(forked, 'fork', { from: 'left', path: 'next' }, edgesOf)).toBe(false);
    expect(edit.moveStep(forked, 'fork', { from: 'left', path: 'next' }, edgesOf)).toBe(forked);
  });

  it('pastes a branch as often as one likes, each time with steps of its own', () => {
    const clip = edit.copyBranch(forked, 'fork', edgesOf);
    expect(Object.keys(clip.steps)).toHaveLength(4);
    const once = edit.paste(forked, { from: 'meet', path: 'next' }, clip, edgesOf);
    const twice = edit.paste(once.document, flow.START, clip, edgesOf).document;
    expect(Object.keys(twice.steps)).toHaveLength(12);
    expect(reached(twice).size).toBe(12);
    expect(Object.keys(edit.copyStep(forked, 'fork', edgesOf).steps)).toEqual(['fork']);
  });
});

describe('the drawing of a flow', () => {
  it('shows every step once and lays none over another', () => {
    fc.assert(
      fc.property(moves, (edits) => {
        const document = build(edits);
        const { nodes, lines } = layouts.layOut(document, edgesOf);
        expect([...nodes.keys()].sort()).toEqual(['.trigger', ...Object.keys(document.steps)].sort());
        const { width, height } = layouts.NODE;
        const places = [...nodes.values()];
        places.forEach((one, index) => {
          for (const other of places.slice(index + 1)) {
            const apart = Math.abs(one.x - other.x) >= width || Math.abs(one.y - other.y) >= height;
            expect(apart).toBe(true);
          }
        });
        expect(lines).toHaveLength(spotsOf(document).length);
        for (const { points } of lines) expect(points.length).toBeGreaterThanOrEqual(2);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves a step where somebody has put it, with what hangs below, and takes all back', () => {
    fc.assert(
      fc.property(moves, fc.nat(), fc.integer({ min: -900, max: 900 }), (edits, one, off) => {
        const document = build(edits);
        const ids = Object.keys(document.steps);
        const id = ids[one % ids.length];
        if (id === undefined) return;
        const before = layouts.layOut(document, edgesOf).nodes;
        const at = before.get(id)!;
        const moved = places.placeStep(document, id, { x: at.x + off, y: at.y + off });
        const after = layouts.layOut(moved, edgesOf).nodes;
        const shift = Math.round(at.x + off) - at.x;
        expect(after.get(id)).toEqual({ x: at.x + shift, y: Math.round(at.y + off) });
        const shifts = new Set(
          [...before].map(([each, { x }]) => Math.round((after.get(each)!.x - x - shift) * shift)),
        );
        // Everything has moved as far as the step, or not at all.
        expect([...shifts].every((left) => left === 0 || left === Math.round(-shift * shift))).toBe(true);
        expect(places.tidied(moved)).toEqual(document);
      }),
      { numRuns: 200 },
    );
  });

  it('gives a copy, and a step that is moved to another way, no place', () => {
    const steps = { s1: { type: 'wait', next: 's2' }, s2: { type: 'wait', next: null } };
    const placed = places.placeStep({ ...EMPTY, start: 's1', steps }, 's1', { x: 900, y: 10 });
    const clip = edit.copyStep(placed, 's1', edgesOf);
    const pasted = edit.paste(placed, { from: 's2', path: 'next' }, clip, edgesOf);
    expect([...places.placesOf(pasted.document).keys()]).toEqual(['s1']);
    const moved = edit.moveStep(placed, 's1', { from: 's2', path: 'next' }, edgesOf);
    expect(places.placesOf(moved).size).toBe(0);
  });

  it('takes 500 steps in which ways part and meet again and again', () => {
    const steps: Record<string, Step> = {};
    for (let at = 0; at < 125; at += 1) {
      const [a, next] = [`a${String(at)}`, at === 124 ? null : `a${String(at + 1)}`];
      steps[a] = {
        type: 'branch',
        branches: [
          { condition: {}, next: `${a}x` },
          { condition: {}, next: `${a}y` },
        ],
        else: next,
      };
      steps[`${a}x`] = { type: 'wait', next: `${a}z` };
      steps[`${a}y`] = { type: 'wait', next: `${a}z` };
      steps[`${a}z`] = { type: 'wait', next };
    }
    const began = performance.now();
    expect(layouts.layOut({ ...EMPTY, start: 'a0', steps }, edgesOf).nodes.size).toBe(501);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('notes on the canvas', () => {
  it('come, change and go, and leave no trace', () => {
    const one = notes.addNote(EMPTY, { x: 1.4, y: 2 }, '#c98a1b');
    const two = notes.addNote(one.document, { x: 0, y: 0 }, '#c98a1b');
    const written = notes.changeNote(two.document, two.id, { text: 'Ask legal' });
    expect(notes.notesOf(written)).toEqual([
      { id: one.id, text: '', color: '#c98a1b', x: 1, y: 2 },
      { id: two.id, text: 'Ask legal', color: '#c98a1b', x: 0, y: 0 },
    ]);
    const left = notes.removeNote(written, one.id);
    expect(notes.addNote(left, { x: 0, y: 0 }, '#c98a1b').id).not.toBe(two.id);
    expect(notes.removeNote(left, two.id)).toEqual(EMPTY);
  });
});
