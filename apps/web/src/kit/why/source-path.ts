const PATHS: Record<string, string> = {
  campaign: '/campaigns',
  automation: '/automations',
  segment: '/segments',
  template: '/templates',
};

/** The page of what sent a mail; undefined where it has none. */
export function sourcePath(kind: string, id: number): string | undefined {
  const path = PATHS[kind];
  return path === undefined ? undefined : `${path}/${id}`;
}
