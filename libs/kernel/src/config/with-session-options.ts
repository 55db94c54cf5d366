/**
 * A PostgreSQL URL whose sessions also have these settings, as in `-c search_path=bullmq`. The URL may bring options of
 * its own (poolers and hosted servers ask for some), and node-postgres would take those instead of the ones that a
 * connection is opened with: both are kept, and ours come last, so they win.
 */
export function withSessionOptions(url: string, options: string): string {
  const joined = new URL(url);
  const own = joined.searchParams.get('options');
  joined.searchParams.set('options', own === null ? options : `${own} ${options}`);
  // A plus is a blank in forms alone.
  joined.search = joined.search.replaceAll('+', '%20');
  return joined.href;
}
