/** One step of the schema, each way in one transaction. */
export interface Migration {
  /** `0001-accounts`: the number orders, the words tell. */
  readonly name: string;
  readonly up: string;
  readonly down: string;
}
