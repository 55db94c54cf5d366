const MAX_CELL = 2_000;

/**
 * RFC 4180. A cell that a sheet would take for a formula gets an apostrophe: the file is opened by people. Longer cells
 * than `maxCell` characters are cut.
 */
export function encodeCsvLine(cells: readonly string[], maxCell = MAX_CELL): string {
  return cells.map((cell) => encodeCell(cell, maxCell)).join(',');
}

function encodeCell(cell: string, maxCell: number): string {
  const cut = cell.length > maxCell ? cell.slice(0, maxCell) : cell;
  const safe = /^[=@\t\r]|^[+-](?![\d\s().]+$)/.test(cut) ? `'${cut}` : cut;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
