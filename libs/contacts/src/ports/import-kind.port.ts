import type { Tx } from '#libs/db';
import type { FieldSet } from '../fields/field-set.js';
import type { ImportMapping, ImportOptions } from '../imports/import-options.js';

/** An import as its kind needs to see it. */
export interface ImportRequest {
  /** 0 while it is only being checked. */
  readonly importId: number;
  /** The names of the columns, in the order of the cells. */
  readonly header: readonly string[];
  readonly mapping: ImportMapping;
  readonly options: ImportOptions;
  readonly fields: FieldSet;
  /** The slugs of all topics. */
  readonly topics: ReadonlySet<string>;
  /** Who asked for it: `user:3`, `key:1`. */
  readonly actor: string;
}

/** Why a row was left out. */
export interface ImportRowError {
  readonly code: string;
  readonly message: string;
  /** The column that is wrong, when it is one. */
  readonly column?: string | undefined;
}

export type ReadRow = { readonly item: unknown; readonly error?: undefined } | { readonly error: ImportRowError };

export interface ImportOutcome {
  readonly status: 'created' | 'updated' | 'skipped' | 'failed';
  readonly error?: ImportRowError | undefined;
  /** Consents that were left as the contact wants them. */
  readonly keptConsents?: number;
}

/** Reads rows and writes batches of one import. */
export interface ImportReader {
  /** Cells to what is to be written, or why not. Looks nothing up. */
  read(cells: readonly string[]): ReadRow;
  /** Writes a batch in the transaction that also notes it as done; outcomes in the order of the items. */
  write(tx: Tx, items: readonly unknown[]): Promise<ImportOutcome[]>;
}

/** What the rows of a file can become: contacts, events, members. */
export interface ImportKind {
  readonly key: string;
  /** For each column the target that its name and samples speak for, null when nothing does. */
  guess(header: readonly string[], samples: readonly (readonly string[])[], fields: FieldSet): (string | null)[];
  /** Field keys of the mapping that do not exist yet; made when `create_fields` is set. */
  missingFields(request: Pick<ImportRequest, 'mapping' | 'options' | 'fields'>): string[];
  /** Checks mapping, options and constants. Throws 422 with each wrong path. */
  open(request: ImportRequest): ImportReader;
}

/** Nest token of the list, bound in `registry`. */
export const IMPORT_KINDS = Symbol('import kinds');
