import type { Print } from './print.js';

/** The texts of a template that are the same in every mail, each once. */
export class StaticTexts {
  readonly list: string[] = [];
  private readonly indexes = new Map<string, number>();

  indexOf(text: string): number {
    const known = this.indexes.get(text);
    if (known !== undefined) return known;
    this.list.push(text);
    this.indexes.set(text, this.list.length - 1);
    return this.list.length - 1;
  }

  /** Prints a text of our own. */
  print(text: string): Print {
    const index = this.indexOf(text);
    return (run) => {
      run.charge(text.length);
      run.writeStatic(index);
    };
  }
}
