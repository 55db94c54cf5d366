const DELIMITERS = [',', ';', '\t', '|'] as const;

export interface CsvDialect {
  readonly delimiter: string;
  readonly newline: '\n' | '\r';
}

/** The delimiter is what stands most often in the header, outside quotes; a comma when nothing does. */
export function sniffDialect(head: string): CsvDialect {
  const newline = head.includes('\n') || !head.includes('\r') ? '\n' : '\r';
  const line = head.split(newline, 1)[0] ?? '';
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '""');
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length - 1 }));
  const best = counts.reduce((most, next) => (next.count > most.count ? next : most));
  return { delimiter: best.count > 0 ? best.delimiter : ',', newline };
}
