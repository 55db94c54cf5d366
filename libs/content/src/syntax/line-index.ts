import type { Origin, SourcePath } from '../template-source.js';

/** Finds line and column of an offset. Offsets must be asked for in ascending order: it walks along once. */
export class LineIndex {
  private offset = 0;
  private line = 1;
  private lineStart = 0;

  constructor(
    private readonly text: string,
    private readonly path: SourcePath,
  ) {}

  at(offset: number): Origin {
    for (;;) {
      const newline = this.text.indexOf('\n', this.offset);
      if (newline === -1 || newline >= offset) break;
      this.line += 1;
      this.lineStart = newline + 1;
      this.offset = newline + 1;
    }
    return { path: this.path, line: this.line, column: offset - this.lineStart + 1 };
  }
}
