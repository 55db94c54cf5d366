/** A piece of a template under a name, for use by several templates. */
export interface Partial {
  readonly mjml?: string | undefined;
  readonly html?: string | undefined;
}

/** Where `{{> name}}` is looked up: files under `templates/partials`, blocks saved by users. */
export abstract class Partials {
  abstract find(name: string): Promise<Partial | null>;
}

/** For templates that bring nothing in. */
export const NO_PARTIALS: Partials = { find: () => Promise.resolve(null) };
