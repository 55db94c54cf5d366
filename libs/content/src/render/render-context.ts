/** A mapping of names to data; only own properties are ever read. */
export type Data = Readonly<Record<string, unknown>>;

/** The links of one mail. Delivery makes them; a preview leaves them as they are. */
export interface MailUrls {
  /**
   * What the address of a link in the link table begins with, when all that follows is its index in base 36: such links
   * are not put together for each mail. Not for those that `link` has to be asked for.
   */
  readonly stem?: string | undefined;
  /** Links that `link` has to be asked for, stem or not. */
  readonly dynamic?: ReadonlySet<number> | undefined;
  /** What stands in an `href`: `index` is the link's place in the version's link table, `target` where it leads. */
  link(index: number, target: string): string;
  /** The open pixel's address; without it, or when it is null, the mail has none. */
  pixel?(): string | null;
}

/** Everything that one mail is rendered from. Whoever loads it decides what a template may see. */
export interface RenderContext {
  /** System and custom fields in one namespace. */
  readonly contact: Data;
  readonly company?: Data | null;
  /** What triggered the mail, or the data of a transactional one. */
  readonly event?: Data | null;
  readonly campaign?: Data | null;
  /** name, email, postal_address, … */
  readonly sender: Data;
  /** Slugs of the segments that the contact is in. */
  readonly segments: ReadonlySet<string>;
  readonly unsubscribe_url: string;
  readonly preferences_url: string;
  readonly view_url: string;
  /** BCP 47. */
  readonly locale: string;
  /** IANA zone. */
  readonly timeZone: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly urls: MailUrls;
}

/** The names that a template may begin a path with. */
export const ROOT_NAMES = [
  'contact',
  'company',
  'event',
  'campaign',
  'sender',
  'unsubscribe_url',
  'preferences_url',
  'view_url',
] as const;

export type RootName = (typeof ROOT_NAMES)[number];

export function isRootName(name: string | undefined): name is RootName {
  return ROOT_NAMES.some((root) => root === name);
}

/** Links as they are, for previews and tests. */
export const PLAIN_URLS: MailUrls = { link: (_index, target) => target };
