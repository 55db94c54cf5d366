import { Inject, Injectable } from '@nestjs/common';
import { FieldCatalogue } from '#libs/contacts';
import { Database, type Queryable } from '#libs/db';
import { DomainError } from '#libs/kernel';
import type { CompiledTemplate } from '../compiled-template.js';
import type { LintWarning } from '../lint/lint-warning.js';
import { templateInvalid, type TemplateProblem } from '../problems.js';
import type { TemplateSource } from '../template-source.js';
import { unknownFields } from '../uses/unknown-fields.js';
import { CompiledTemplates } from './compiled-templates.service.js';
import { SegmentNames } from './segment-names.port.js';

export interface CompileResult {
  readonly template: CompiledTemplate | null;
  /** Why there is no template; empty when there is. */
  readonly problems: readonly TemplateProblem[];
  /** What could be better about it, whoever it is for; empty when there is none. */
  readonly warnings: readonly LintWarning[];
}

/** Holds templates against what there is in this installation: segments that exist, fields that are known. */
@Injectable()
export class TemplateCheck {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CompiledTemplates) private readonly compiler: CompiledTemplates,
    @Inject(SegmentNames) private readonly segments: SegmentNames,
    @Inject(FieldCatalogue) private readonly fields: FieldCatalogue,
  ) {}

  /** Compiles a source that could be published. Throws `template.invalid`, for unknown segments too. */
  async compile(source: TemplateSource, on: Queryable = this.db): Promise<CompiledTemplate> {
    const template = await this.compiler.compile(source);
    const { segments } = template.uses;
    if (segments.length === 0) return template;
    const known = await this.segments.known(
      segments.map(({ name }) => name),
      on,
    );
    const problems = segments.filter(({ name }) => !known.has(name)).flatMap(unknownSegment);
    if (problems.length > 0) throw templateInvalid(problems);
    return template;
  }

  /** The same, with what keeps a source from being published, or could be better about it, as an answer. */
  async tryCompile(source: TemplateSource): Promise<CompileResult> {
    try {
      const template = await this.compile(source);
      return { template, problems: [], warnings: await this.warningsOf(template) };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'template.invalid') throw error;
      return { template: null, problems: error.errors as readonly TemplateProblem[], warnings: [] };
    }
  }

  /** What could be better about a template, whoever it is rendered for. It keeps nobody from sending. */
  async warningsOf(template: CompiledTemplate): Promise<LintWarning[]> {
    const unknown = await this.unknownFields(template);
    return [...unknown, ...template.warnings.filter((warning) => !isSaidBy(unknown, warning))];
  }

  /** Fields that no contact can have: most likely a slip of the pen. They print nothing, so nobody is kept from sending. */
  private async unknownFields(template: CompiledTemplate): Promise<LintWarning[]> {
    return unknownFields(template.uses.fields, await this.fields.load()).flatMap(({ message, at }) =>
      at.map((origin) => ({ code: 'unknown_field', message, ...origin })),
    );
  }
}

/** Of a field that there is not, nobody needs to hear that it may be empty; but in a subject it keeps mails back. */
function isSaidBy(unknown: readonly LintWarning[], { code, path, line, column }: LintWarning): boolean {
  if (code !== 'no_fallback' || path === 'subject') return false;
  return unknown.some((one) => one.path === path && one.line === line && one.column === column);
}

function unknownSegment({ name, at }: CompiledTemplate['uses']['segments'][number]): TemplateProblem[] {
  return at.map(({ path, line, column }) => ({
    ...{ path, line, column },
    message: `Line ${String(line)}, column ${String(column)}: there is no segment "${name}".`,
  }));
}
