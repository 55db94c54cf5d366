import { type Readable } from 'node:stream';

const KEPT_LINES = 12;

/** Passes a stream on and remembers its last lines: why a process ended stands there. */
export class RecentLines {
  private readonly lines: string[] = [];
  private rest = '';

  constructor(stream: Readable | null, pass: (text: string) => void) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      pass(text);
      const parts = (this.rest + text).split('\n');
      this.rest = parts.pop() ?? '';
      for (const line of parts) this.add(line);
    });
  }

  add(line: string): void {
    if (line.trim() === '') return;
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
  }

  /** The remembered lines, indented; '' when there were none. */
  text(): string {
    return [...this.lines, this.rest]
      .filter((line) => line.trim() !== '')
      .map((line) => `    ${line}`)
      .join('\n');
  }
}
