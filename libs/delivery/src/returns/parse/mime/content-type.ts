export interface ContentType {
  /** `text/plain`, lower case. */
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
}

/** RFC 2045, 5.1, read leniently: without a usable value it is text/plain. */
export function parseContentType(value: string): ContentType {
  const text = value.slice(0, 2000);
  const type = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(text)?.[1]?.toLowerCase() ?? 'text/plain';
  const params = new Map<string, string>();
  for (const [, name = '', quoted, plain] of text.matchAll(/;\s*([\w*-]+)\s*=\s*(?:"([^"]*)"?|([^\s;]+))/g)) {
    params.set(name.toLowerCase().replace(/\*0?\*?$/, ''), quoted ?? plain ?? '');
  }
  return { type, params };
}
