/** Where a character of the author stands. Lines and columns count from 1. */
export interface Origin {
  readonly path: SourcePath;
  readonly line: number;
  readonly column: number;
}

/** The fields of a template, and the partials that they bring in. */
export type SourcePath = 'subject' | 'preheader' | 'mjml' | 'html' | 'text' | `partials.${string}`;

/** What an author writes: Handlebars in MJML or in HTML (one of the two), and plain text in the other fields. */
export interface TemplateSource {
  readonly subject: string;
  readonly preheader?: string | null | undefined;
  readonly mjml?: string | null | undefined;
  readonly html?: string | null | undefined;
  /** Made from the HTML when it is not given. */
  readonly text?: string | null | undefined;
}

/**
 * What a template may cost. A Handlebars tag costs about 50 µs to read and a component 0.4 ms to compile, on the event
 * loop of whoever publishes: these bounds keep that below half a second. A rendered mail above 100 KB is clipped by
 * Gmail; 2 MB is where something has gone wrong.
 */
export const TEMPLATE_LIMITS = {
  /** Characters of each field, partials included. */
  sourceLength: 256 * 1024,
  /** Handlebars tags of each field, partials included. */
  tags: 2_000,
  /** Characters inside one tag. */
  tagLength: 2_000,
  /** Characters of a subject once its values are in. A line of a mail has no more (RFC 5322, 2.1.1). */
  subjectLength: 998,
  /** Blocks inside blocks. */
  depth: 24,
  /** HTML tags; a mail of 100 KB has some 2,000. */
  elements: 10_000,
  /** MJML components. */
  components: 1_000,
  /** Partials brought in, and how deep they may nest. */
  partials: 100,
  partialDepth: 5,
  /** Characters of one rendered mail, all parts together. */
  outputLength: 2 * 1024 * 1024,
  /** Nodes that are visited to render one mail: 20 ms at most, a receipt of 50 lines takes 1,500. */
  steps: 20_000,
} as const;
