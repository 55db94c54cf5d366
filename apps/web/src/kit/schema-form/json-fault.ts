/** Where a text stops being JSON; line and column count from 1. */
export interface JsonFault {
  line: number;
  column: number;
}

function placeAt(text: string, offset: number): JsonFault {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** What a text says, or where it goes wrong: browsers name the offset, or the line, or nothing when the end is missing. */
export function parseJson(text: string): { value: unknown } | { fault: JsonFault } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const named = /line (\d+) column (\d+)/.exec(error.message);
    if (named) return { fault: { line: Number(named[1]), column: Number(named[2]) } };
    const offset = /position (\d+)/.exec(error.message);
    return { fault: placeAt(text, offset ? Number(offset[1]) : text.length) };
  }
}
