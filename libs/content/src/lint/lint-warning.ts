import type { SourcePath } from '../template-source.js';

/** Something that could be better about a mail. It keeps nobody from sending. */
export interface LintWarning {
  /** Stable: `missing_alt`, `too_large`, … */
  readonly code: string;
  readonly message: string;
  readonly path?: SourcePath | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}
