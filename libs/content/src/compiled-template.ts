import type { Footer, FooterNeeds } from './footer/standard-footer.js';
import { tidyPieces } from './document/tidy-text.js';
import { isTargetTemplate, type LinkEntry } from './document/link-table.js';
import type { LintWarning } from './lint/lint-warning.js';
import { toHeaderText } from './markup/escape.js';
import type { Print } from './render/print.js';
import { joinChunks, Rendering, type Chunk, type ShownBlock } from './render/output.js';
import type { RenderContext } from './render/render-context.js';
import type { TemplateUses } from './uses/template-uses.js';

/** One mail's content. */
export interface RenderedMail {
  /** One line, not encoded. */
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
  readonly blocks: readonly ShownBlock[];
  /** Values that the subject shows without a fallback and that are missing; for each place those of which one would do. */
  readonly missing: readonly (readonly string[])[];
}

/** The same in pieces: numbers are indexes into `statics`, which are the same in every mail. */
export interface RenderedParts extends Omit<RenderedMail, 'html' | 'text'> {
  readonly html: readonly Chunk[];
  readonly text: readonly Chunk[];
}

interface Programs {
  readonly subject: Print;
  readonly preheader: Print;
  readonly html: Print;
  readonly text: Print;
}

export interface CompiledParts {
  readonly programs: Programs;
  readonly links: readonly LinkEntry[];
  readonly statics: readonly string[];
  readonly uses: TemplateUses;
  readonly lacks: { readonly html: FooterNeeds; readonly text: FooterNeeds };
  readonly warnings: readonly LintWarning[];
}

/**
 * A template that is ready to be rendered for any number of contacts. It holds nothing of a mail, so one may be kept and
 * shared. Measured on one core (2 × AMD EPYC, Node 20): see docs/decisions/0007-own-template-renderer.md.
 */
export class CompiledTemplate {
  constructor(
    private readonly parts: CompiledParts,
    private readonly footer: Footer | null = null,
    private readonly storedLinks: readonly string[] | null = null,
  ) {}

  /** Of the last mail; the next one is put into the same arrays. */
  private readonly pieces: Readonly<Record<'html' | 'text', Chunk[]>> = { html: [], text: [] };

  /** The link table: targets by index; a link with merge fields has the template of its target here. */
  get links(): readonly string[] {
    return this.parts.links.map(({ target }) => target);
  }

  /** Indexes of the links that must carry their target: it differs from mail to mail, or is not in the stored table. */
  get dynamicLinks(): ReadonlySet<number> {
    const { storedLinks } = this;
    const isStored = (target: string, index: number): boolean =>
      !isTargetTemplate(target) && (!storedLinks || storedLinks[index] === target);
    return new Set(
      this.parts.links.flatMap(({ value, target }, index) =>
        value === null && isStored(target, index) ? [] : [index],
      ),
    );
  }

  /** Texts that are the same in every mail. */
  get statics(): readonly string[] {
    return this.parts.statics;
  }

  get uses(): TemplateUses {
    return this.parts.uses;
  }

  /** What could be better about the source, whoever it is rendered for. */
  get warnings(): readonly LintWarning[] {
    return this.parts.warnings;
  }

  /** What is missing for marketing mail, by part. */
  get lacks(): CompiledParts['lacks'] {
    return this.parts.lacks;
  }

  /** Renders one mail. Throws `template.output_too_large` when it outgrows its bounds. */
  render(context: RenderContext): RenderedMail {
    const { html, text, ...rest } = this.renderParts(context);
    const { statics } = this.parts;
    return { ...rest, html: joinChunks(html, statics), text: joinChunks(text, statics) };
  }

  /**
   * Renders one mail and leaves its bodies in pieces, so that what is the same in every mail is encoded once. They are
   * good until this template renders the next mail.
   */
  renderParts(context: RenderContext): RenderedParts {
    const { programs, statics } = this.parts;
    const run = new Rendering(context, statics, this.footer);
    run.subject = toLine(run.captureText(programs.subject, null));
    run.preheader = toLine(run.captureText(programs.preheader, null));
    const html = run.capture(programs.html, null, this.pieces.html);
    const text = run.capture(programs.text, null, this.pieces.text);
    const { subject, preheader, blocks, missing } = run;
    return { subject, preheader, html, text: tidyPieces(text, statics), blocks, missing };
  }

  /** What the subject lacks for somebody, as `missing` of the whole mail says it. */
  missingInSubject(context: RenderContext): RenderedMail['missing'] {
    const run = new Rendering(context, this.parts.statics, null);
    run.captureText(this.parts.programs.subject, null);
    return run.missing;
  }

  /** The same template with a footer. */
  withFooter(footer: Footer): CompiledTemplate {
    return new CompiledTemplate(this.parts, footer, this.storedLinks);
  }

  /**
   * The same template, held to the link table that was stored when it was published. A partial that was changed since
   * may have moved its links: those then carry their targets, and a click never leads to a neighbour.
   */
  pinnedTo(storedLinks: readonly string[]): CompiledTemplate {
    return new CompiledTemplate(this.parts, this.footer, storedLinks);
  }
}

function toLine(text: string): string {
  return toHeaderText(text)
    .replace(/\s{2,}/g, ' ')
    .trim();
}
