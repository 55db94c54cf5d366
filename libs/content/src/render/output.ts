import { DomainError } from '#libs/kernel';
import { TEMPLATE_LIMITS } from '../template-source.js';
import type { Footer } from '../footer/standard-footer.js';
import { escapeHtml } from '../markup/escape.js';
import type { Print } from './print.js';
import type { RenderContext } from './render-context.js';

/** A stretch of a rendered part: the index of a static text of the template, or a text of this mail alone. */
export type Chunk = number | string;

/** Which side of a segment block was shown, and why. */
export interface ShownBlock {
  readonly block: string;
  /** The segment's slug, `else`, or null when nothing was shown. */
  readonly chosen: string | null;
  readonly why: string;
}

/** Frames of the scope: a loop's item, or a partial's values. */
export interface Scope {
  readonly up: Scope | null;
  /** What `this` is; for a partial without a context of its own, what it was outside. */
  readonly self: unknown;
  readonly key: string | number;
  readonly index: number;
  readonly first: boolean;
  readonly last: boolean;
  readonly params: Readonly<Record<string, unknown>> | null;
}

/** One for all mails that lack nothing. */
const NOTHING: readonly (readonly string[])[] = [];

/** One rendering of one mail: what it is rendered from, what has come out so far, and what it has cost. */
export class Rendering {
  /** What links begin with that only their index follows, as it stands in each format. */
  readonly stems: Readonly<Record<'html' | 'text', string>> | null;
  readonly blocks: ShownBlock[] = [];
  /** What `RepeatedValues` has numbered, as far as it was printed already. */
  readonly values: (string | undefined)[] = [];
  /** Rendered first: the title and the hidden preheader of the HTML repeat them. */
  subject = '';
  preheader = '';
  /** Values that the subject shows and that are missing; for each place those of which one would have done. */
  missing: readonly (readonly string[])[] = NOTHING;
  private chunks: Chunk[] = [];
  private count = 0;
  private length = 0;
  private steps = 0;

  constructor(
    readonly context: RenderContext,
    readonly statics: readonly string[],
    readonly footer: Footer | null,
  ) {
    const { stem } = context.urls;
    this.stems = stem === undefined ? null : { html: escapeHtml(stem), text: stem };
  }

  lack(names: readonly string[]): void {
    this.missing = [...this.missing, names];
  }

  write(text: string): void {
    if (text === '') return;
    this.charge(text.length);
    this.chunks[this.count++] = text;
  }

  /** A text of `statics`; its length is charged by whoever writes it. */
  writeStatic(index: number): void {
    this.chunks[this.count++] = index;
  }

  /** Everything that is printed is charged: a mail can't outgrow its bound. */
  charge(length: number): void {
    this.length += length;
    if (this.length > TEMPLATE_LIMITS.outputLength) throw new DomainError('template.output_too_large');
  }

  /** Called for each list of nodes that is visited: loops that print nothing end too. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > TEMPLATE_LIMITS.steps) throw new DomainError('template.output_too_large');
  }

  /** Runs something that writes and hands over what it wrote instead of keeping it. `into` may hold something old. */
  capture(print: Print, scope: Scope | null, into: Chunk[] = []): Chunk[] {
    const { chunks: outer, count } = this;
    this.chunks = into;
    this.count = 0;
    try {
      print(this, scope);
      into.length = this.count;
      return into;
    } finally {
      this.chunks = outer;
      this.count = count;
    }
  }

  /** The same as a text. */
  captureText(print: Print, scope: Scope | null): string {
    return joinChunks(this.capture(print, scope), this.statics);
  }

  /** What stands before in what is captured at the moment. */
  get before(): string {
    return joinChunks(this.chunks.slice(0, this.count), this.statics);
  }
}

/** Puts chunks together to one text. */
export function joinChunks(chunks: readonly Chunk[], statics: readonly string[]): string {
  let text = '';
  for (const chunk of chunks) text += typeof chunk === 'number' ? (statics[chunk] ?? '') : chunk;
  return text;
}
