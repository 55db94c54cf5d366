/** A folder of a list: a word that documents carry, there as long as one of them does. */
export interface Folder {
  /** '' for documents in no folder. */
  readonly folder: string;
}

/** Lists the folders of a table by name, with how many documents are in each under the name `count`. */
export function foldersOf(table: string, count: string, kept: string): string {
  return `
    SELECT coalesce(folder, '') AS folder, count(*)::integer AS ${count} FROM ${table}
    WHERE ${kept} GROUP BY 1 ORDER BY lower(coalesce(folder, '')), 1`;
}
