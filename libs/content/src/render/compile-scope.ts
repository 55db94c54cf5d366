/** What is known of a scope when a template is compiled: mirrors the frames that a rendering will have. */
export interface CompileScope {
  readonly up: CompileScope | null;
  readonly kind: 'loop' | 'partial';
  /** `as |item index|` of a loop. */
  readonly blockParams: readonly string[];
  /** The values that a partial was given. */
  readonly names: ReadonlySet<string>;
  /** Whether `this` changes here. */
  readonly ownContext: boolean;
}

/** What the first name of a path means. Frames are counted outwards from where the path stands. */
export interface NameMeaning {
  /** The frame whose item is asked first; null at the top level. */
  readonly contextFrame: number | null;
  /** What is meant when the item has no such property, or when there is none to ask. */
  readonly fixed: { readonly frame: number; readonly what: 'item' | 'key' | 'param' } | 'root' | null;
}

/**
 * Handlebars' rules: a block parameter hides everything, then comes the context, after `depth` steps of `../`. Beyond
 * them, a partial's values and the top-level names stay visible inside of loops, where Handlebars finds nothing.
 */
export function resolveName(scope: CompileScope | null, name: string, depth: number): NameMeaning {
  let crossed = 0;
  let index = 0;
  let contextFrame: number | null = null;
  for (let frame = scope; frame; frame = frame.up, index += 1) {
    const param = depth === 0 ? frame.blockParams.indexOf(name) : -1;
    if (param >= 0 && contextFrame === null) {
      return { contextFrame, fixed: { frame: index, what: param === 0 ? 'item' : 'key' } };
    }
    if (crossed >= depth && frame.names.has(name)) return { contextFrame, fixed: { frame: index, what: 'param' } };
    if (!frame.ownContext) continue;
    if (crossed === depth) contextFrame = index;
    crossed += 1;
  }
  return { contextFrame, fixed: depth === 0 || crossed === depth ? 'root' : null };
}

/** The frame, counted outwards, whose context is meant after `depth` steps of `../`; -1 is the top level. */
export function contextFrame(scope: CompileScope | null, depth: number): number {
  return nthFrame(scope, depth, (frame) => frame.ownContext);
}

/** The frame of the loop that `@index` means after `depth` steps of `../`; -1 when there is none. */
export function loopFrame(scope: CompileScope | null, depth: number): number {
  return nthFrame(scope, depth, (frame) => frame.kind === 'loop');
}

function nthFrame(scope: CompileScope | null, depth: number, counts: (frame: CompileScope) => boolean): number {
  let left = depth;
  let index = 0;
  for (let frame = scope; frame; frame = frame.up, index += 1) {
    if (!counts(frame)) continue;
    if (left === 0) return index;
    left -= 1;
  }
  return -1;
}
