import type { Queryable } from '#libs/db';

/** A document by kind and id: `campaign` 7. */
export interface DocumentKey {
  readonly kind: string;
  readonly id: number;
}

export interface NamedDocument extends DocumentKey {
  /** Null for a document that is gone. */
  readonly name: string | null;
  /** As its own page calls it: draft, sending, published. Null where the kind has none. */
  readonly status: string | null;
}

/** What documents are called, whichever lib they belong to. Bound in `registry`, which knows all kinds. */
export abstract class DocumentNames {
  /** In the order given. */
  abstract nameAll(on: Queryable, keys: readonly DocumentKey[]): Promise<NamedDocument[]>;
}
