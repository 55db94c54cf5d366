import type { FieldError } from '#libs/kernel';
import type { ImportMapping } from './import-options.js';

/** A column that is used: where its cell stands, and what it becomes. */
export interface MappedColumn {
  readonly index: number;
  readonly column: string;
  readonly target: string;
}

/** The columns that are used, in the order of the file. Unknown columns and targets that come twice go to `errors`. */
export function mappedColumns(
  header: readonly string[],
  mapping: ImportMapping,
  constants: Readonly<Record<string, unknown>>,
  errors: FieldError[],
): MappedColumn[] {
  const used: MappedColumn[] = [];
  for (const [column, target] of Object.entries(mapping)) {
    if (target === null) continue;
    const index = header.indexOf(column);
    const path = `mapping.${column}`;
    if (index < 0) errors.push({ path, message: `the file has no column "${column}"` });
    else if (used.some((other) => other.target === target))
      errors.push({ path, message: `"${target}" is mapped twice` });
    else if (Object.hasOwn(constants, target)) errors.push({ path, message: `"${target}" is a constant already` });
    else used.push({ index, column, target });
  }
  return used.sort((a, b) => a.index - b.index);
}
