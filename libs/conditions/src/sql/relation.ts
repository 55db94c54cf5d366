/** Rows that belong to contacts, to be grouped to one row per contact and joined. Everything in it is SQL. */
export interface RelationSpec {
  /** One table with its alias: `events e`. */
  readonly from: string;
  /** Further joins on it. */
  readonly joins?: string;
  /** The column that holds the contact. */
  readonly contact: string;
  readonly where: readonly string[];
  /** Which rows count, when the others are told of in explanations; all of them when left out. */
  readonly only?: string;
  /** Which contacts count, over their rows; any row when left out. */
  readonly having?: string;
  /** No contact has two rows of those that count: nothing to group, and the planner can reorder the join. */
  readonly atMostOne?: boolean;
  /** What leaves outside of the relation read, over the rows of one contact. */
  readonly columns?: Readonly<Record<string, string>>;
  /** What an explanation tells, over the rows of one contact; JSON. */
  readonly fact?: string;
}

/** A joined relation as a leaf sees it. */
export interface Relation {
  /** True for contacts with a row in it; never NULL. */
  readonly present: string;
  column(name: string): string;
  readonly fact: string;
}
