import type { FieldDefinition } from './field-definition.js';

/** All fields at one moment, system and custom, and the zones that both Node and the database know. */
export class FieldSet {
  private readonly byKey: ReadonlyMap<string, FieldDefinition>;

  constructor(
    readonly all: readonly FieldDefinition[],
    /** Lower-case name → the name as it is stored. */
    readonly zones: ReadonlyMap<string, string>,
  ) {
    this.byKey = new Map(all.map((field) => [field.key, field]));
  }

  get(key: string): FieldDefinition | undefined {
    return this.byKey.get(key);
  }
}
