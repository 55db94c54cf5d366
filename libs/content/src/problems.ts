import { DomainError, type FieldError } from '#libs/kernel';
import type { Origin, SourcePath } from './template-source.js';

/** What keeps a template from being published, and where it stands in the author's text. */
export interface TemplateProblem extends FieldError {
  readonly path: SourcePath;
  readonly line: number;
  readonly column: number;
}

/** Nobody reads more than this at once, and a template of 2,000 wrong tags should not answer with 2,000 lines. */
const MAX_PROBLEMS = 50;

/** Collects what is wrong, so that an author sees all of it at once. */
export class Problems {
  readonly list: TemplateProblem[] = [];

  add(origin: Origin, message: string): void {
    if (this.list.length >= MAX_PROBLEMS) return;
    const problem = toProblem(origin, message);
    if (this.list.some((other) => isSame(other, problem))) return;
    this.list.push(problem);
  }

  hasAny(): boolean {
    return this.list.length > 0;
  }

  /** Throws `template.invalid` with everything that was collected. */
  throwIfAny(): void {
    if (this.hasAny()) throw templateInvalid(this.list);
  }
}

/** The one error of a template that can't be used; `errors` carry path, line and column. */
export function templateInvalid(problems: readonly TemplateProblem[]): DomainError {
  const first = problems[0];
  const more = problems.length > 1 ? ` (and ${String(problems.length - 1)} more)` : '';
  const message = first ? `${first.path}, ${lowerFirst(first.message)}${more}` : undefined;
  return new DomainError('template.invalid', message, { errors: problems });
}

function toProblem(origin: Origin, message: string): TemplateProblem {
  const { path, line, column } = origin;
  return { path, line, column, message: `Line ${String(line)}, column ${String(column)}: ${message}` };
}

function isSame(a: TemplateProblem, b: TemplateProblem): boolean {
  return a.path === b.path && a.message === b.message;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
