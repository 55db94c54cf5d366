import type { Origin } from '../template-source.js';

export type TagKind = 'value' | 'open' | 'else' | 'close' | 'partial';

/** One Handlebars tag as it stands in a source, not yet understood. */
export interface Tag {
  readonly kind: TagKind;
  readonly origin: Origin;
  /** The text as written, with its braces. */
  readonly source: string;
  /** What is between the braces, without sigil, `~` and outer blanks: `segment "vip"` of `{{~else segment "vip"}}`. */
  readonly inner: string;
  /** `~` on either side takes the blanks there away. */
  readonly trimBefore: boolean;
  readonly trimAfter: boolean;
}

/** Text that stands between tags, and where it begins. */
export interface Literal {
  readonly kind: 'literal';
  readonly text: string;
  readonly origin: Origin;
}

export type SourceItem = Tag | Literal;
