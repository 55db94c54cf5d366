/** HTML, 13.1.2: elements that have no end. */
const VOID: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
/** HTML, 13.1.2.4: elements whose end may be left out. */
const MAY_STAY_OPEN: ReadonlySet<string> = new Set(
  'body caption colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr'.split(' '),
);

interface Tag {
  readonly name: string;
  readonly start: number;
  readonly selfClosing?: boolean;
}

/** What is wrong, and at which offset. */
export interface Unbalanced {
  readonly at: number;
  readonly message: string;
}

/** What a side of a block leaves open, or closes without having opened it. */
interface Left {
  readonly kind: 'open' | 'close';
  readonly tag: Tag;
}

/** One side of a block, or all that is in none. */
interface Side {
  /** The tags that are open, the innermost last. */
  readonly open: Tag[];
  readonly left: Left[];
  /** What the sides before it leave, in the same block. */
  readonly before: readonly (readonly Left[])[];
}

/** Follows the tags of one piece of HTML, and the sides of the blocks in it. */
export class HtmlBalance {
  private readonly found: Unbalanced[] = [];
  private readonly sides: Side[] = [{ open: [], left: [], before: [] }];
  private readonly leftBySides: Left[] = [];

  open(tag: Tag): void {
    if (!VOID.has(tag.name) && !tag.selfClosing) this.current.open.push(tag);
  }

  close(tag: Tag): void {
    if (VOID.has(tag.name)) return;
    const { open, left } = this.current;
    const known = open.findLastIndex(({ name }) => name === tag.name);
    if (known === -1) {
      left.push({ kind: 'close', tag });
      return;
    }
    for (const inner of open.splice(known).slice(1)) {
      if (!MAY_STAY_OPEN.has(inner.name)) this.report(inner, `<${inner.name}> is not closed before </${tag.name}>.`);
    }
  }

  /** A block opens, shows its other side, or closes. */
  side(what: 'open' | 'else' | 'close'): void {
    const ended = what === 'open' ? undefined : this.sides.pop();
    const before = ended ? [...ended.before, leftOf(ended)] : [];
    if (what === 'close') this.leaveBlock(before);
    else this.sides.push({ open: [], left: [], before });
  }

  /** Whichever side is shown, the same follows from it when all leave the same. */
  private leaveBlock(sides: readonly (readonly Left[])[]): void {
    const [first = [], ...others] = sides;
    if (others.length === 0 || others.some((side) => namesOf(side) !== namesOf(first))) {
      this.leftBySides.push(...sides.flat());
      return;
    }
    for (const { kind, tag } of first) {
      if (kind === 'open') this.open(tag);
      else this.close(tag);
    }
  }

  end(): readonly Unbalanced[] {
    const left = leftOf(this.sides[0]);
    const all = [...this.leftBySides, ...left];
    for (const { kind, tag } of all) {
      if (this.leftBySides.length > 0 && isEven(all, tag.name)) continue;
      const closing = `</${tag.name}> closes nothing, and may end a part of the layout around it.`;
      this.report(tag, kind === 'close' ? closing : `<${tag.name}> is never closed.`);
    }
    return this.found;
  }

  private get current(): Side {
    const side = this.sides.at(-1);
    if (!side) throw new Error('the outermost side is never taken away');
    return side;
  }

  private report({ start: at }: Tag, message: string): void {
    this.found.push({ at, message });
  }
}

function namesOf(left: readonly Left[]): string {
  return left.map(({ kind, tag }) => `${kind} ${tag.name}`).join();
}

function leftOf(side: Side | undefined): Left[] {
  const open = (side?.open ?? []).filter(({ name }) => !MAY_STAY_OPEN.has(name));
  return [...(side?.left ?? []), ...open.map((tag): Left => ({ kind: 'open', tag }))];
}

/**
 * Blocks may open in one and close in another by the same test, as in `{{#if x}}<b>{{/if}}…{{#if x}}</b>{{/if}}`. Which
 * sides go together nobody knows, so then it is enough that as many are closed as opened.
 */
function isEven(left: readonly Left[], name: string): boolean {
  const same = left.filter(({ tag }) => tag.name === name);
  return same.filter(({ kind }) => kind === 'open').length * 2 === same.length;
}
