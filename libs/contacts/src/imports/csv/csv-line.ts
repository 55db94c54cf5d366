const MAX_CELL = 2_000;

/** RFC 4180. A cell that a sheet would take for a formula gets an apostrophe: the file is opened by people. */
export function encodeCsvLine(cells: readonly string[]): string {
  return cells.map(encodeCell).join(',');
}

function encodeCell(cell: string): string {
  const cut = cell.length > MAX_CELL ? cell.slice(0, MAX_CELL) : cell;
  const safe = /^[=@\t\r]|^[+-](?![\d\s().]+$)/.test(cut) ? `'${cut}` : cut;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
